// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * The names under which an origin lets its responses be purged together: {@code Cache-Tag} (separated by commas), {@code Surrogate-Key}
 * (by blanks), and {@code Cache-Groups} (RFC 9875, strings). All mean the same to a person who purges, and case counts.
 */
final class Tags {
    private static final FieldName CACHE_TAG = FieldName.of("Cache-Tag");
    private static final FieldName SURROGATE_KEY = FieldName.of("Surrogate-Key");
    private static final FieldName CACHE_GROUPS = FieldName.of("Cache-Groups");

    private Tags() {}

    static List<String> of(Headers response) {
        var tags = new ArrayList<String>(response.list(CACHE_TAG));
        for (var line : response.all(SURROGATE_KEY)) {
            for (var tag : line.split("[ \t]+")) if (!tag.isEmpty()) tags.add(tag);
        }
        for (var member : response.list(CACHE_GROUPS)) {
            int end = member.indexOf('"', 1);
            if (member.startsWith("\"") && end > 0) tags.add(member.substring(1, end));
        }
        return tags;
    }
}
