// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.util.Locale;

/** What host names look like. */
final class HostNames {
    private static final int NAME_MAX = 253;
    private static final int LABEL_MAX = 63;

    private HostNames() {}

    /** Lower case, without a last dot: the spelling in which names are compared. */
    static String canonical(String name) {
        var plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return plain.toLowerCase(Locale.ROOT);
    }

    /** Whether a name server may be asked about a canonical name: letters, digits, {@code -} and {@code _} in labels (RFC 1035 §2.3.4). */
    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > NAME_MAX) return false;
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) return false;
                label = 0;
            } else if (!isLabelCharacter(c) || ++label > LABEL_MAX) {
                return false;
            }
        }
        return label > 0;
    }

    /** Whether a canonical name means this machine by definition (RFC 6761 §6.3). */
    static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static boolean isLabelCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
