// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import java.util.Locale;

/**
 * What the administrator should know of a line: it is not in the result, or not as it was. Never holds a secret.
 *
 * @param directive the keyword of the line
 * @param reason why, a clause
 * @param remedy what to do by hand; empty where nothing is to be done
 */
public record Note(Kind kind, Place place, String directive, String reason, String remedy) {

    /** How much a note matters, the weightiest first. */
    public enum Kind {
        /** It could not be carried over, so the result refuses more than the source did. */
        CLOSED,
        /** It has no effect in the result. */
        NOT_CARRIED,
        /** It is carried over when the administrator has done their part. */
        BY_HAND,
        /** Nothing is lost: Catena does it anyway, or has no need of it. */
        NOT_NEEDED;

        /** For people and JSON: {@code not-carried}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether somebody has to look at it. */
        public boolean matters() {
            return this != NOT_NEEDED;
        }
    }

    @Override
    public String toString() {
        return "%s: %s: %s%s".formatted(place, directive, reason, remedy.isEmpty() ? "" : "; " + remedy);
    }
}
