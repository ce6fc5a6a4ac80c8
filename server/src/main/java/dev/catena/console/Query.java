// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a console's URL: names and their values, in order. */
record Query(Map<String, List<String>> values) {
    /** What cannot be read says nothing. */
    static Query of(@Nullable String raw) {
        var values = new HashMap<String, List<String>>();
        if (raw == null) return new Query(values);
        for (var pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) values.computeIfAbsent(pair.substring(0, equals), _ -> new ArrayList<>()).add(decoded(pair.substring(equals + 1)));
        }
        return new Query(values);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** The first value of that name, or empty. */
    String first(String name) {
        return all(name).stream().findFirst().orElse("");
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
