// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

/**
 * Where something was written.
 *
 * @param file the file as it was named, or {@code --set}
 * @param line from 1
 * @param column from 1, in characters as a person counts them (code points)
 * @param lineText that line, for showing; empty when it must not be shown
 */
public record Origin(String file, int line, int column, String lineText) {

    /** What a value given on the command line has for a file name. */
    public static final String SET = "--set";

    /** The file as a whole. */
    static Origin start(String file) {
        return new Origin(file, 1, 1, "");
    }

    /** The same place, without its text: it may hold a secret. */
    Origin withoutText() {
        return new Origin(file, line, column, "");
    }

    @Override
    public String toString() {
        return file.equals(SET) ? SET : "%s:%d:%d".formatted(file, line, column);
    }
}
