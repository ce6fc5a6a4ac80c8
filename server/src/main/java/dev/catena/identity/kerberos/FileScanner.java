// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/** Reads the numbers and names of which MIT's keytabs and ticket caches are made; big-endian. Keys are skipped, never kept. */
final class FileScanner {
    private static final int COMPONENTS_MAX = 100;

    private final ByteBuffer bytes;

    private FileScanner(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** What reads a file's content. */
    interface Reader<T> {
        T read(FileScanner scanner);
    }

    /**
     * Reads a whole file.
     *
     * @throws IOException if it cannot be read, is longer than {@code bytesMax}, or is not what the reader expects
     */
    static <T> T scan(Path file, long bytesMax, String what, Reader<T> reader) throws IOException {
        if (Files.size(file) > bytesMax) throw new IOException("%s is too long for a %s (more than %d bytes)".formatted(file, what, bytesMax));
        try {
            return reader.read(new FileScanner(ByteBuffer.wrap(Files.readAllBytes(file))));
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            throw new IOException("%s is not a %s".formatted(file, what), malformed);
        }
    }

    boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() {
        return Byte.toUnsignedInt(bytes.get());
    }

    int u16() {
        return Short.toUnsignedInt(bytes.getShort());
    }

    int i32() {
        return bytes.getInt();
    }

    long u32() {
        return Integer.toUnsignedLong(bytes.getInt());
    }

    /** The next {@code length} bytes as something of its own. */
    FileScanner part(int length) {
        if (length < 0) throw new IllegalArgumentException("a negative length");
        skip(0);
        if (length > bytes.remaining()) throw new BufferUnderflowException();
        var part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return new FileScanner(part);
    }

    byte[] octets(int length) {
        if (length < 0 || length > bytes.remaining()) throw new BufferUnderflowException();
        var octets = new byte[length];
        bytes.get(octets);
        return octets;
    }

    void skip(int length) {
        if (length < 0 || length > bytes.remaining()) throw new BufferUnderflowException();
        bytes.position(bytes.position() + length);
    }

    String text(int length) {
        return new String(octets(length), StandardCharsets.UTF_8);
    }

    /** A name of so many components, each with its length before it. */
    String name(int components, java.util.function.ToIntFunction<FileScanner> length) {
        if (components < 0 || components > COMPONENTS_MAX) throw new IllegalArgumentException("%d components".formatted(components));
        var name = new StringJoiner("/");
        for (var i = 0; i < components; i++) name.add(text(length.applyAsInt(this)));
        return name.toString();
    }
}
