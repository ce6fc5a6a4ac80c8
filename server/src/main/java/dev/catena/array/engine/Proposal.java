// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.SharedSettings;
import dev.catena.settings.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;

/** What a member proposes to all: an entry of their log. Ends with a checksum, for the log has none. */
sealed interface Proposal {
    /**
     * Other shared settings, if those that were read are still the ones.
     *
     * @param id tells this proposal from all others, so that one without an answer is recognised
     * @param read the epoch it was made from
     */
    record Write(UUID id, long read, String text, String by, Instant at) implements Proposal {}

    /** A member, by where clients reach it, is to own nothing, or its part again. */
    record Drain(HostPort proxy, boolean drained) implements Proposal {}

    default byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (this) {
                case Write(var id, long read, var text, var by, var at) -> {
                    out.writeByte('W');
                    out.writeLong(id.getMostSignificantBits());
                    out.writeLong(id.getLeastSignificantBits());
                    out.writeLong(read);
                    out.writeUTF(by);
                    out.writeLong(at.toEpochMilli());
                    writeText(out, text);
                }
                case Drain(var proxy, boolean drained) -> {
                    out.writeByte('D');
                    out.writeUTF(proxy.toString());
                    out.writeBoolean(drained);
                }
            }
            out.writeInt(checksum(bytes.toByteArray(), 0, bytes.size()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if it is damaged, or of a later version */
    static Proposal parse(byte[] bytes, int offset, int length) throws IOException {
        if (!isWhole(bytes, offset, length)) throw new IOException("a damaged entry of the array's log");
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
            byte kind = in.readByte();
            return switch (kind) {
                case 'W' -> {
                    var id = new UUID(in.readLong(), in.readLong());
                    long read = in.readLong();
                    var by = in.readUTF();
                    var at = Instant.ofEpochMilli(in.readLong());
                    yield new Write(id, read, readText(in), by, at);
                }
                case 'D' -> new Drain(HostPort.parse(in.readUTF()), in.readBoolean());
                default -> throw new IOException("an entry of an unknown kind: " + kind);
            };
        }
    }

    /** Whether these are the bytes that were written. */
    static boolean isWhole(byte[] bytes, int offset, int length) {
        return length > Integer.BYTES && ByteBuffer.wrap(bytes, offset, length).getInt(offset + length - Integer.BYTES) == checksum(bytes, offset, length - Integer.BYTES);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        var sum = new CRC32C();
        sum.update(bytes, offset, length);
        return (int) sum.getValue();
    }

    /** A text of any length. */
    static void writeText(DataOutput out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 4 * SharedSettings.TEXT_MAX) throw new IOException("a text of %d bytes".formatted(length));
        var bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What became of a proposal, told by the log. */
    sealed interface Decision {
        record Done(long epoch) implements Decision {}

        /** @param there what was there already; without its text */
        record Late(SharedSettings there) implements Decision {}

        default byte[] toBytes() {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(bytes)) {
                switch (this) {
                    case Done(long epoch) -> {
                        out.writeByte('D');
                        out.writeLong(epoch);
                    }
                    case Late(var there) -> {
                        out.writeByte('L');
                        out.writeLong(there.epoch());
                        out.writeUTF(there.by());
                        out.writeLong(there.at().toEpochMilli());
                    }
                }
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return bytes.toByteArray();
        }

        /** @throws IOException if it is of another version */
        static Decision parse(byte[] bytes) throws IOException {
            try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                byte kind = in.readByte();
                return switch (kind) {
                    case 'D' -> new Done(in.readLong());
                    case 'L' -> {
                        long epoch = in.readLong();
                        var by = in.readUTF();
                        yield new Late(new SharedSettings(epoch, "", by, Instant.ofEpochMilli(in.readLong())));
                    }
                    default -> throw new IOException("a decision of an unknown kind: " + kind);
                };
            }
        }
    }
}
