// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stored heads as bytes that another process reads back. Whoever gives {@link StoredHead} or {@link Terms} another component adds it here at the
 * end, and raises {@link #VERSION}: a head of another version is not read.
 *
 * <p>Big-endian; a text is its length (four bytes) and its UTF-8.
 */
public final class HeadCodec {
    /** The first byte of every encoded head. */
    public static final int VERSION = 3;

    /** A damaged count must not make us allocate: no head has more names in its {@code Vary}. */
    private static final int NAMES_MAX = 1 << 10;

    private HeadCodec() {}

    public static byte[] toBytes(StoredHead head) {
        var out = new Growing(head.wireFields().length + 256);
        out.put((byte) VERSION).put(head.status()).put(head.reason()).put(head.wireFields());
        var variant = head.variant();
        out.put(variant.names().size());
        for (int i = 0; i < variant.names().size(); i++) out.put(variant.names().get(i).text()).put(variant.values().get(i));
        out.put(variant.reading());
        var terms = head.terms();
        out.put(terms.responseMillis()).put(terms.initialAge()).put(terms.lifetime());
        out.put(terms.staleIfError()).put(terms.staleWhileRevalidate()).put(bits(terms.clauses()));
        return out.toBytes();
    }

    /** Empty if the bytes are no head, or one of another version. */
    public static Optional<StoredHead> fromBytes(ByteBuffer bytes) {
        try {
            if (bytes.get() != VERSION) return Optional.empty();
            int status = bytes.getInt();
            var reason = text(bytes);
            var wireFields = block(bytes);
            var fields = fields(new String(wireFields, StandardCharsets.ISO_8859_1));
            var variant = variant(bytes);
            var terms = new Terms(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), clauses(bytes.getInt()));
            return isPadding(bytes) ? Optional.of(new StoredHead(status, reason, fields, wireFields, variant, terms)) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Zeros may follow, where room was left for a longer head. */
    private static boolean isPadding(ByteBuffer bytes) {
        while (bytes.hasRemaining()) if (bytes.get() != 0) return false;
        return true;
    }

    private static Headers fields(String wire) {
        var fields = Headers.builder();
        for (int from = 0, end; from < wire.length(); from = end + 2) {
            end = wire.indexOf("\r\n", from);
            int colon = wire.indexOf(':', from);
            if (end < 0 || colon < 0 || colon > end) throw new IllegalArgumentException("not a field line");
            fields.add(FieldName.of(wire.substring(from, colon)), wire.substring(colon + 1, end));
        }
        return fields.build();
    }

    private static Variant variant(ByteBuffer bytes) {
        int count = bytes.getInt();
        if (count < 0 || count > NAMES_MAX) throw new IllegalArgumentException(count + " names");
        List<FieldName> names = new ArrayList<>(count);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(FieldName.of(text(bytes)));
            values.add(text(bytes));
        }
        var reading = text(bytes);
        return count == 0 && reading.isEmpty() ? Variant.ANY : new Variant(names, values, reading);
    }

    private static int bits(Set<Terms.Clause> clauses) {
        int bits = 0;
        for (var clause : clauses) bits |= 1 << clause.ordinal();
        return bits;
    }

    private static Set<Terms.Clause> clauses(int bits) {
        var clauses = EnumSet.noneOf(Terms.Clause.class);
        for (var clause : Terms.Clause.values()) if ((bits & 1 << clause.ordinal()) != 0) clauses.add(clause);
        if (bits(clauses) != bits) throw new IllegalArgumentException("clauses of a later version");
        return clauses;
    }

    private static String text(ByteBuffer bytes) {
        return new String(block(bytes), StandardCharsets.UTF_8);
    }

    private static byte[] block(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) throw new BufferUnderflowException();
        var block = new byte[length];
        bytes.get(block);
        return block;
    }

    /** A buffer that grows. */
    private static final class Growing {
        private ByteBuffer bytes;

        Growing(int capacity) {
            bytes = ByteBuffer.allocate(capacity);
        }

        Growing put(byte value) {
            room(1).put(value);
            return this;
        }

        Growing put(int value) {
            room(Integer.BYTES).putInt(value);
            return this;
        }

        Growing put(long value) {
            room(Long.BYTES).putLong(value);
            return this;
        }

        Growing put(String text) {
            return put(text.getBytes(StandardCharsets.UTF_8));
        }

        Growing put(byte[] text) {
            room(Integer.BYTES + text.length).putInt(text.length).put(text);
            return this;
        }

        private ByteBuffer room(int more) {
            if (bytes.remaining() < more) {
                bytes = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more)).put(bytes.flip());
            }
            return bytes;
        }

        byte[] toBytes() {
            var whole = new byte[bytes.position()];
            bytes.get(0, whole);
            return whole;
        }
    }
}
