// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shared settings as a file: what `catena array settings show` prints, and what a member keeps to begin with, whoever else is there. The
 * first line is a comment that says which these are.
 */
public final class SharedCopy {
    private static final String NAME = "settings.yaml";
    private static final Pattern FIRST = Pattern.compile("# epoch (\\d{1,18})(?!\\d)(?:, written at (\\S+), (\\S+))?.*");

    private SharedCopy() {}

    /** With its first line. */
    public static String print(SharedSettings settings) {
        return "# %s%n%s".formatted(settings.words(), settings.text()).replace(System.lineSeparator(), "\n");
    }

    /** The epoch a text says that it was made from; empty if its first line does not tell. */
    public static Optional<Long> epoch(String text) {
        var first = FIRST.matcher(text.lines().findFirst().orElse(""));
        return first.matches() ? Optional.of(Long.parseLong(first.group(1))) : Optional.empty();
    }

    /** The text without the line that says which it is. */
    public static String withoutEpoch(String text) {
        if (epoch(text).isEmpty()) return text;
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end + 1);
    }

    /**
     * What a member keeps in its folder; {@link SharedSettings#NONE} if there is nothing.
     *
     * @throws IOException if it cannot be read, or is not what {@link #save} wrote
     */
    public static SharedSettings load(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        if (!Files.exists(file)) return SharedSettings.NONE;
        var text = Files.readString(file);
        var first = FIRST.matcher(text.lines().findFirst().orElse(""));
        try {
            if (first.matches() && first.group(2) != null) {
                return new SharedSettings(Long.parseLong(first.group(1)), withoutEpoch(text), first.group(2), Instant.parse(first.group(3)));
            }
        } catch (DateTimeException notATime) {
            // the same as no first line
        }
        throw new IOException("%s was changed by hand: remove it, and the member gets it from the others, or from what it agreed on".formatted(file));
    }

    /** Replaces the file as a whole. */
    public static void save(Path folder, SharedSettings settings) throws IOException {
        var fresh = folder.resolve(NAME + ".new");
        Files.writeString(fresh, print(settings));
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
