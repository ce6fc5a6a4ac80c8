// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.regex.Pattern;

/** Names of settings: {@code cache.memory}, {@code listeners[0].address}, {@code dns.hosts["a.example"]}. */
final class Paths {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private Paths() {}

    static String join(String parent, String child) {
        return parent.isEmpty() || child.isEmpty() || child.startsWith("[") ? parent + child : parent + "." + child;
    }

    /** A key below {@code parent}; in quotes when it is not a plain word. */
    static String key(String parent, String key) {
        return PLAIN.matcher(key).matches() ? join(parent, key) : parent + "[\"" + key + "\"]";
    }

    static String element(String parent, int index) {
        return parent + "[" + index + "]";
    }

    /** The path around this one; empty for the whole. */
    static String parent(String path) {
        var cut = path.endsWith("\"]") ? path.lastIndexOf("[\"") : Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? "" : path.substring(0, cut);
    }

    /** Whether {@code path} is {@code outer}, or below it. */
    static boolean covers(String outer, String path) {
        if (outer.isEmpty() || path.equals(outer)) {
            return true;
        }
        return path.startsWith(outer) && (path.charAt(outer.length()) == '.' || path.charAt(outer.length()) == '[');
    }
}
