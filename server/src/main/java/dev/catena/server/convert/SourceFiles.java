// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of a configuration, read whole and with bounds. What is not UTF-8 in them is replaced. */
public final class SourceFiles {
    /** Larger files are no configuration. */
    public static final int FILE_BYTES_MAX = 4 * 1024 * 1024;
    /** Files of one configuration, those it includes and those its lists are in together. */
    public static final int FILES_MAX = 256;

    private final Path main;
    private int read;

    public SourceFiles(Path main) {
        this.main = main;
    }

    public Path main() {
        return main;
    }

    /** The folder that relative names in the configuration are relative to. */
    public Path folder() {
        var parent = main.toAbsolutePath().getParent();
        return parent == null ? main.toAbsolutePath() : parent;
    }

    /** How a file is named in comments and notes: relative to the main one if it lies below it. */
    public String shown(Path file) {
        var absolute = file.toAbsolutePath().normalize();
        var folder = folder().normalize();
        return absolute.startsWith(folder) ? folder.relativize(absolute).toString() : absolute.toString();
    }

    /** A file that the configuration names; empty if the name cannot be one. */
    public Optional<Path> named(String name) {
        try {
            return Optional.of(folder().resolve(name));
        } catch (InvalidPathException notAName) {
            return Optional.empty();
        }
    }

    /** The lines of a file; empty if it is not there, cannot be read, is too large, or is one too many. */
    public Optional<List<String>> lines(Path file) {
        if (++read > FILES_MAX || !Files.isRegularFile(file)) return Optional.empty();
        try (var stream = Files.newInputStream(file)) {
            var bytes = stream.readNBytes(FILE_BYTES_MAX + 1);
            return bytes.length > FILE_BYTES_MAX ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException | SecurityException unreadable) {
            return Optional.empty();
        }
    }
}
