// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.identity.LogInEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.InetAddress;

/** {@link LogInEvent}s as bytes. */
final class LogInCodec {
    private static final int ADDRESS_BYTES_MAX = 16;

    private LogInCodec() {}

    static void write(DataOutput out, LogInEvent event) throws IOException {
        switch (event) {
            case LogInEvent.HopRefused(var upstream, var user, var fingerprint) -> {
                out.writeByte('H');
                out.writeUTF(upstream);
                out.writeUTF(user);
                out.writeUTF(fingerprint);
            }
            case LogInEvent.Failed(var account, var client) -> write(out, 'F', account, client);
            case LogInEvent.Succeeded(var account, var client) -> write(out, 'S', account, client);
            case LogInEvent.DomainFailed(var account) -> {
                out.writeByte('D');
                out.writeUTF(account);
            }
            case LogInEvent.DomainForgave(var account) -> {
                out.writeByte('R');
                out.writeUTF(account);
            }
        }
    }

    private static void write(DataOutput out, char kind, String account, InetAddress client) throws IOException {
        out.writeByte(kind);
        out.writeUTF(account);
        out.writeByte(client.getAddress().length);
        out.write(client.getAddress());
    }

    /** @throws IOException if it is damaged, or of another version */
    static LogInEvent read(DataInput in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 'H' -> new LogInEvent.HopRefused(in.readUTF(), in.readUTF(), in.readUTF());
            case 'F' -> new LogInEvent.Failed(in.readUTF(), address(in));
            case 'S' -> new LogInEvent.Succeeded(in.readUTF(), address(in));
            case 'D' -> new LogInEvent.DomainFailed(in.readUTF());
            case 'R' -> new LogInEvent.DomainForgave(in.readUTF());
            default -> throw new IOException("an event of an unknown kind: " + kind);
        };
    }

    private static InetAddress address(DataInput in) throws IOException {
        int length = in.readUnsignedByte();
        if (length > ADDRESS_BYTES_MAX) throw new IOException("an address of %d bytes".formatted(length));
        var bytes = new byte[length];
        in.readFully(bytes);
        return InetAddress.getByAddress(bytes);
    }
}
