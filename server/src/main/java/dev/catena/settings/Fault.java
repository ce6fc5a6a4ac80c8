// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * Something wrong in the settings: where, what, and what to do about it.
 *
 * @param path the setting, as {@code --set} names it: {@code listeners[0].address}; empty for the file as a whole
 * @param happened what was found
 * @param expected what would be valid; empty when that is clear
 * @param remedy what to do; empty when {@code expected} says it
 */
public record Fault(Severity severity, Origin origin, String path, String happened, String expected, String remedy) {

    /** Whether the settings can be used all the same. */
    public enum Severity { ERROR, WARNING }

    /** Longer texts of a file are not repeated in full. */
    private static final int TEXT_MAX = 200;

    /** In the order a person meets them: through the file, then the command line. */
    static final Comparator<Fault> AS_READ = Comparator
        .comparing((Fault fault) -> fault.origin.file().equals(Origin.SET))
        .thenComparing(fault -> fault.origin.line())
        .thenComparing(fault -> fault.origin.column());

    /** Whether the settings cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    Fault withoutText() {
        return new Fault(severity, origin.withoutText(), path, happened, expected, remedy);
    }

    /** One line: {@code catena.yaml:12:3: listeners[0].adress: unknown key; did you mean 'address'?} */
    public String sentence() {
        var text = new StringBuilder(origin.toString()).append(": ");
        if (!isError()) {
            text.append("warning: ");
        }
        if (!path.isEmpty()) {
            text.append(clipped(path)).append(": ");
        }
        text.append(clipped(happened));
        if (!expected.isEmpty()) {
            text.append("; expected ").append(expected);
        }
        if (!remedy.isEmpty()) {
            text.append("; ").append(remedy);
        }
        return text.toString();
    }

    /** Enough of a text to recognise it by. */
    static String clipped(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, text.offsetByCodePoints(0, TEXT_MAX / 2)) + "…";
    }

    /** The sentence, and below it the line it speaks of with a caret under the place. */
    @Override
    public String toString() {
        if (origin.lineText().isBlank()) {
            return sentence();
        }
        var line = origin.lineText().codePoints().toArray();
        var start = line.length <= TEXT_MAX ? 0 : Math.clamp(origin.column() - 1L - TEXT_MAX / 2, 0, line.length - TEXT_MAX);
        var shown = new String(line, start, Math.min(line.length - start, TEXT_MAX));
        return sentence() + "\n  " + shown + "\n  " + indent(shown, origin.column() - 1 - start) + "^";
    }

    /** Blanks up to the caret; tabs stay tabs, so that it stands right however wide they are shown. */
    private static String indent(String shown, int width) {
        return shown.codePoints().limit(width).mapToObj(c -> c == '\t' ? "\t" : " ").collect(Collectors.joining());
    }
}
