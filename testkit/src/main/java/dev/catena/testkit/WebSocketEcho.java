// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** Takes the upgrade to WebSocket and sends every frame back, until the client closes (RFC 6455). */
public final class WebSocketEcho implements Origin.Answerer {
    private static final String KEY_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** What {@code Sec-WebSocket-Accept} must be for a key (RFC 6455 §4.2.2). */
    public static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + KEY_SALT).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-1", e);
        }
    }

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        exchange.send("""
                HTTP/1.1 101 Switching Protocols
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Accept: %s

                """.formatted(accept(exchange.request().field("Sec-WebSocket-Key"))));
        var wire = exchange.connection().wire();
        for (var frame = Frame.read(wire); frame.isPresent(); frame = Frame.read(wire)) {
            wire.send(frame.get().echo());
            if (frame.get().opcode() == CLOSE) {
                break;
            }
        }
        exchange.close();
    }

    /** @param flags the first byte: FIN and opcode */
    private record Frame(int flags, byte[] payload) {
        /** The next frame of a client, which masks; empty when it has left (RFC 6455 §5.2). */
        static Optional<Frame> read(Wire wire) {
            var start = wire.bytes(2);
            if (start.length < 2) {
                return Optional.empty();
            }
            int length = switch (start[1] & 0x7F) {
                case 126 -> Short.toUnsignedInt(ByteBuffer.wrap(wire.bytes(2)).getShort());
                case 127 -> Math.toIntExact(ByteBuffer.wrap(wire.bytes(8)).getLong());
                default -> start[1] & 0x7F;
            };
            var mask = (start[1] & 0x80) == 0 ? new byte[4] : wire.bytes(4);
            var payload = wire.bytes(length);
            for (int at = 0; at < payload.length; at++) {
                payload[at] ^= mask[at % 4];
            }
            return Optional.of(new Frame(start[0] & 0xFF, payload));
        }

        int opcode() {
            return flags & 0x0F;
        }

        byte[] echo() {
            var frame = new ByteArrayOutputStream();
            frame.write(opcode() == PING ? flags & 0xF0 | PONG : flags);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else if (payload.length <= 0xFFFF) {
                frame.write(126);
                frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
            } else {
                frame.write(127);
                frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
            }
            frame.writeBytes(payload);
            return frame.toByteArray();
        }
    }
}
