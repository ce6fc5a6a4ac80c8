// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import dev.catena.settings.match.HostPattern;
import java.util.List;

/** What a cache rule speaks of: all keys that are written must match, each by any of its values. */
public record CacheMatchSettings(
    @Setting(doc = "The host asked for: an exact name, \"*.corp.example\" for all names below it, an address, a network, or NODOTS.", initial = "[]")
    List<HostPattern> host,
    @Setting(doc = "The path, without query: /releases/** (`*` is anything but a slash, `**` anything, `/**/` any folders or none), or *.iso for the"
        + " last segment of any path.", initial = "[]")
    List<PathPattern> path,
    @Setting(doc = "The response's media type: text/html, or image/*.", initial = "[]") List<TypePattern> type,
    @Setting(doc = "The response's status. Where none is named, ttl and always speak of 200, 203, 301 and 308 only, so that errors are kept by nobody"
        + " who did not name them.", initial = "[]", min = "200", max = "599")
    List<Integer> status) {

    public CacheMatchSettings {
        host = List.copyOf(host);
        path = List.copyOf(path);
        type = List.copyOf(type);
        status = List.copyOf(status);
    }

    /** Matches everything. */
    @Word(value = "any", doc = "everything")
    public static CacheMatchSettings any() {
        return new CacheMatchSettings(List.of(), List.of(), List.of(), List.of());
    }
}
