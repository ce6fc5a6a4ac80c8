// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Place;
import java.util.List;

/** A line of squid.conf that is in force. */
record Directive(String name, List<Word> words, Place place) {
    /** What stood for lines that could not be read: an include without its file, or a condition nobody can decide. */
    static final String UNREADABLE_INCLUDE = "include";
    static final String UNDECIDED_CONDITION = "if";

    Directive {
        words = List.copyOf(words);
    }

    /** @param quoted it stood in quotes; a list's file does */
    record Word(String text, boolean quoted) {}

    int count() {
        return words.size();
    }

    /** The word at that index, empty if there are not so many. */
    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    /** The words from that index on. */
    List<Word> from(int index) {
        return words.subList(Math.min(index, words.size()), words.size());
    }

    /** Whether other lines may have stood in its place, which nobody can know. */
    boolean hidesLines() {
        return name.equals(UNREADABLE_INCLUDE) || name.equals(UNDECIDED_CONDITION);
    }

    @Override
    public String toString() {
        return name + " (" + place + ")";
    }
}
