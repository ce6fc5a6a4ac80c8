// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.ArrayMember;
import dev.catena.settings.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** What members say to each other. Never a body. */
sealed interface Message {
    /** This is who I am; the answer is the same of whoever answers. */
    record Hello(ArrayMember member) implements Message {}

    /** I go, and do not come back soon. */
    record GoodBye(HostPort proxy) implements Message {}

    /** Forget what you have stored; see {@link dev.catena.array.MemberDuties#purge}. */
    record Purge(String kind, String text) implements Message {}

    /** Whoever is reached there: own nothing from now on, or your part again. */
    record Drain(HostPort proxy, boolean drained) implements Message {}

    default byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (this) {
                case Hello(var member) -> {
                    out.writeByte('H');
                    out.writeUTF(member.proxy().toString());
                    out.writeUTF(member.within().toString());
                    out.writeInt(member.load());
                    out.writeUTF(member.state().name());
                    out.writeLong(member.since().toEpochMilli());
                    out.writeLong(member.cacheMib());
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

    /** @throws IOException if it is of another version, or damaged */
    static Message parse(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte kind = in.readByte();
            return switch (kind) {
                case 'H' -> new Hello(new ArrayMember(HostPort.parse(in.readUTF()), HostPort.parse(in.readUTF()), in.readInt(),
                    ArrayMember.State.valueOf(in.readUTF()), Instant.ofEpochMilli(in.readLong()), in.readLong()));
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
