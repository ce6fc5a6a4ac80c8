// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

/** Text from outside as a terminal may show it: without the control characters by which it could be told to do something. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        return text.chars().noneMatch(Character::isISOControl) ? text : text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "\ufffd");
    }
}
