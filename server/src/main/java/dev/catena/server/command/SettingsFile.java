// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.server.ProxySettings;
import dev.catena.server.SettingsSource;
import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads settings, and where the settings are then found. */
final class SettingsFile {
    private final Surroundings surroundings;

    @Option(names = {"-c", "--config"}, paramLabel = "FILE", description = "The settings file; otherwise the first there is of"
        + " ./catena.yaml, ~/.config/catena/catena.yaml and /etc/catena/catena.yaml; otherwise the initial settings.")
    @Nullable Path named;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides one setting, as in --set cache.memory=1GiB; may be repeated.")
    List<String> overrides = List.of();

    SettingsFile(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The file, absolute; empty when there is none. One that was named need not exist: reading it says so. */
    Optional<Path> found() {
        if (named != null) {
            return Optional.of(surroundings.workingFolder().resolve(named));
        }
        return Stream.of(surroundings.workingFolder(), surroundings.home().resolve(".config/catena"), Path.of("/etc/catena"))
            .map(folder -> folder.resolve("catena.yaml"))
            .filter(Files::exists)
            .findFirst();
    }

    List<String> overrides() {
        return List.copyOf(overrides);
    }

    /** In words: a path, or that there is no file. */
    String place() {
        return found().map(Path::toString).orElse("the initial settings (no file)");
    }

    Reading<ProxySettings> read() {
        return new SettingsSource(found().orElse(null), overrides()).read();
    }

    /**
     * The settings; warnings go to {@code err}.
     *
     * @throws Problem with all faults, if they cannot be used
     */
    ProxySettings readOrFail(PrintWriter err) {
        return switch (read()) {
            case Reading.Usable<ProxySettings>(var settings, var warnings) -> {
                warnings.forEach(err::println);
                yield settings;
            }
            case Reading.Faulty<ProxySettings>(var faults) -> throw Problem.found(summary(faults));
        };
    }

    /** All faults, one below the other, and how many there are. */
    static String summary(List<Fault> faults) {
        var errors = faults.stream().filter(Fault::isError).count();
        var warnings = faults.size() - errors;
        var lines = new StringBuilder();
        faults.forEach(fault -> lines.append(fault).append(System.lineSeparator()));
        return lines + counted(errors, "fault") + (warnings == 0 ? "" : ", " + counted(warnings, "warning"));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
