// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * That an array began to agree on things: which one, and who its first voters were as far as this member is concerned. Who joined them and
 * left since then stands in the log. A member that has a founding never makes another.
 *
 * @param id tells this array's log from that of all others
 * @param voters by their ids
 */
record Founding(String id, List<String> voters) {
    private static final String FILE = "founding";

    Founding {
        voters = List.copyOf(voters);
    }

    /** A new one. */
    static Founding of(List<String> voters) {
        return new Founding(UUID.randomUUID().toString(), voters);
    }

    /** @throws IOException if there is a file, and it cannot be read */
    static Optional<Founding> load(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) return Optional.empty();
        var lines = Files.readAllLines(file);
        if (lines.isEmpty() || lines.getFirst().isBlank()) throw new IOException("%s is damaged: remove %s, and this member begins anew".formatted(file, folder));
        return Optional.of(new Founding(lines.getFirst(), lines.subList(1, lines.size())));
    }

    /** On disk when this returns. */
    void save(Path folder) throws IOException {
        var fresh = folder.resolve(FILE + ".new");
        try (var file = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            file.write(ByteBuffer.wrap(voters.stream().collect(Collectors.joining("\n", id + "\n", "\n")).getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        }
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
