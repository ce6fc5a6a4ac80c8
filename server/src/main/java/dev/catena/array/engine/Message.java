// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.ArrayMember;
import dev.catena.array.Doubted;
import dev.catena.array.Standing;
import dev.catena.identity.LogInEvent;
import dev.catena.settings.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What members say to each other. Never a body. */
sealed interface Message {
    /** This is who I am, and how I stand to what all agree on; the answer is the same of whoever answers. */
    record Hello(ArrayMember member, Standing standing) implements Message {}

    /** From now on we agree on things. */
    record Found(Founding founding) implements Message {}

    /** I go, and do not come back soon. */
    record GoodBye(HostPort proxy) implements Message {}

    /** Forget what you have stored; see {@link dev.catena.array.MemberDuties#purge}. */
    record Purge(String kind, String text) implements Message {}

    /** Whoever is reached there: own nothing from now on, or your part again. */
    record Drain(HostPort proxy, boolean drained) implements Message {}

    /** That became of log-ins here. */
    record LogIns(List<LogInEvent> events) implements Message {}

    /** That became doubtful by requests to me. */
    record Doubts(List<Doubted> all) implements Message {}

    default byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (this) {
                case Hello(var member, var standing) -> {
                    out.writeByte('H');
                    out.writeUTF(member.proxy().toString());
                    out.writeUTF(member.within().toString());
                    out.writeInt(member.load());
                    out.writeUTF(member.state().name());
                    out.writeLong(member.since().toEpochMilli());
                    out.writeLong(member.cacheMib());
                    out.writeUTF(standing.id());
                    write(out, standing.founding(), standing.voters());
                    out.writeBoolean(standing.written());
                    out.writeLong(standing.epoch());
                    out.writeUTF(standing.trouble());
                }
                case Found(var founding) -> {
                    out.writeByte('F');
                    write(out, founding.id(), founding.voters());
                }
                case LogIns(var events) -> {
                    out.writeByte('L');
                    out.writeShort(events.size());
                    for (var event : events) LogInCodec.write(out, event);
                }
                case Doubts(var all) -> {
                    out.writeByte('I');
                    out.writeShort(all.size());
                    for (var doubted : all) {
                        writeLong(out, doubted.urls());
                        writeLong(out, doubted.names());
                    }
                }
                case GoodBye(var proxy) -> {
                    out.writeByte('G');
                    out.writeUTF(proxy.toString());
                }
                case Purge(var what, var text) -> {
                    out.writeByte('P');
                    out.writeUTF(what);
                    out.writeUTF(text);
                }
                case Drain(var proxy, boolean drained) -> {
                    out.writeByte('D');
                    out.writeUTF(proxy.toString());
                    out.writeBoolean(drained);
                }
            }
        } catch (IOException tooLong) {
            throw new UncheckedIOException(tooLong);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String founding, List<String> voters) throws IOException {
        out.writeUTF(founding);
        out.writeShort(voters.size());
        for (var voter : voters) out.writeUTF(voter);
    }

    private static List<String> voters(DataInputStream in) throws IOException {
        var voters = new ArrayList<String>();
        for (int left = in.readUnsignedShort(); left > 0; left--) voters.add(in.readUTF());
        return voters;
    }

    /** Texts that may be longer than {@link DataOutputStream#writeUTF} can write. */
    private static void writeLong(DataOutputStream out, List<String> texts) throws IOException {
        out.writeShort(texts.size());
        for (var text : texts) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static List<String> readLong(DataInputStream in) throws IOException {
        var texts = new ArrayList<String>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            int length = in.readInt();
            if (length < 0 || length > in.available()) throw new IOException("a text of %d bytes".formatted(length));
            texts.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** @throws IOException if it is of another version, or damaged */
    static Message parse(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte kind = in.readByte();
            return switch (kind) {
                case 'H' -> new Hello(new ArrayMember(HostPort.parse(in.readUTF()), HostPort.parse(in.readUTF()), in.readInt(),
                    ArrayMember.State.valueOf(in.readUTF()), Instant.ofEpochMilli(in.readLong()), in.readLong()),
                    new Standing(in.readUTF(), in.readUTF(), voters(in), in.readBoolean(), in.readLong(), in.readUTF()));
                case 'F' -> new Found(new Founding(in.readUTF(), voters(in)));
                case 'L' -> {
                    var events = new ArrayList<LogInEvent>();
                    for (int left = in.readUnsignedShort(); left > 0; left--) events.add(LogInCodec.read(in));
                    yield new LogIns(events);
                }
                case 'I' -> {
                    var all = new ArrayList<Doubted>();
                    for (int left = in.readUnsignedShort(); left > 0; left--) all.add(new Doubted(readLong(in), readLong(in)));
                    yield new Doubts(all);
                }
                case 'G' -> new GoodBye(HostPort.parse(in.readUTF()));
                case 'P' -> new Purge(in.readUTF(), in.readUTF());
                case 'D' -> new Drain(HostPort.parse(in.readUTF()), in.readBoolean());
                default -> throw new IOException("a message of an unknown kind: " + kind);
            };
        } catch (IllegalArgumentException wrong) {
            throw new IOException("a damaged message: " + wrong.getMessage(), wrong);
        }
    }
}
