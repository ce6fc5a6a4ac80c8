// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a settings file into a record, by the {@link Setting} declarations of its components.
 *
 * <p>All faults are found in one go; after a fault the key's initial value stands in, so that the rest can be judged. A reading with
 * an error in it never yields a value. Thread-safe.
 *
 * @param <T> the record of the file as a whole
 */
public final class SettingsReader<T extends Record> {

    /** A larger file is not read. */
    public static final int FILE_BYTES_MAX = 1024 * 1024;

    private final Class<T> type;
    private final Shape.Group shape;

    private SettingsReader(Class<T> type) {
        this.type = type;
        this.shape = Shape.group(type);
    }

    /** A reader for files of this form. */
    public static <T extends Record> SettingsReader<T> of(Class<T> type) {
        return new SettingsReader<>(type);
    }

    /** The record as it is when nothing is written. Every record whose keys all have an initial value has one. */
    public static <T extends Record> T initial(Class<T> type) {
        return switch (of(type).read("initial", "", List.of())) {
            case Reading.Usable<T>(var value, _) -> value;
            case Reading.Faulty<T>(var faults) -> throw new IllegalStateException("the initial values of %s: %s".formatted(type, faults));
        };
    }

    /**
     * Reads a file.
     *
     * @param overrides values from the command line, each {@code cache.memory=1GiB}; the last one of a path wins
     */
    public Reading<T> read(Path file, List<String> overrides) {
        return read(file, SharedText.NONE, overrides);
    }

    /**
     * Reads a file, and lays what is shared over it.
     *
     * @param overrides values from the command line, which count before both
     */
    public Reading<T> read(Path file, SharedText shared, List<String> overrides) {
        try (var stream = Files.newInputStream(file)) {
            var bytes = stream.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                return unreadable(file, "larger than %d bytes".formatted(FILE_BYTES_MAX), "is this the settings file?");
            }
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return read(file.toString(), text.startsWith("\uFEFF") ? text.substring(1) : text, shared, overrides);
        } catch (CharacterCodingException notUtf8) {
            return unreadable(file, "not a text in UTF-8", "save it as UTF-8");
        } catch (IOException failure) {
            return unreadable(file, "cannot be read: " + failure, "check the path and who may read it");
        }
    }

    private Reading<T> unreadable(Path file, String happened, String remedy) {
        return new Reading.Faulty<>(List.of(new Fault(Fault.Severity.ERROR, Origin.start(file.toString()), "", happened, "", remedy)));
    }

    /**
     * Reads the text of a file; an empty one is all initial values.
     *
     * @param file how messages call it
     */
    public Reading<T> read(String file, String text, List<String> overrides) {
        return read(file, text, SharedText.NONE, overrides);
    }

    /** The same with what is shared over it. */
    public Reading<T> read(String file, String text, SharedText shared, List<String> overrides) {
        var faults = new Faults(Origin.start(file));
        var written = YamlText.parse(file, text, faults);
        if (written == null || written instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING) {
            written = Node.Mapping.of(List.of(), Origin.start(file));
        }
        if (!shared.text().isEmpty()) written = Overlay.apply(shared, shape, written, faults);
        for (var override : overrides) {
            written = Overrides.apply(override, shape, written, faults);
        }
        var value = new RecordReader(faults).read(shape, written);
        var all = faults.all();
        return value == null || all.stream().anyMatch(Fault::isError)
            ? new Reading.Faulty<>(all)
            : new Reading.Usable<>(type.cast(value), all);
    }
}
