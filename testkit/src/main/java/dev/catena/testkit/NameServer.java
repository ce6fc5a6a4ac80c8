// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on the loopback that answers by the test's script, NXDOMAIN to everything else, and notes the questions. */
public final class NameServer implements AutoCloseable {
    public static final int NXDOMAIN = 3;
    public static final int SERVFAIL = 2;
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int HEADER = 12;

    private sealed interface Script {
        record Addresses(int ttlSeconds, List<InetAddress> addresses) implements Script {}

        record Code(int code) implements Script {}

        record Silence() implements Script {}
    }

    private final DatagramSocket socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    public NameServer() throws SocketException {
        socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    /** Of 127.0.0.1. */
    public int port() {
        return socket.getLocalPort();
    }

    /** Every question that came, as {@code A www.example}. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    /** Says these addresses, of both families. */
    public NameServer answers(String name, int ttlSeconds, String... addresses) {
        var all = Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        scripts.put("A " + name, new Script.Addresses(ttlSeconds, all.stream().filter(address -> address.getAddress().length == 4).toList()));
        scripts.put("AAAA " + name, new Script.Addresses(ttlSeconds, all.stream().filter(address -> address.getAddress().length == 16).toList()));
        return this;
    }

    /** Says that code, such as {@link #SERVFAIL}. */
    public NameServer fails(String name, int code) {
        scripts.put("A " + name, new Script.Code(code));
        scripts.put("AAAA " + name, new Script.Code(code));
        return this;
    }

    /** Says nothing to questions of that type ({@code A}, {@code AAAA}). */
    public NameServer ignores(String type, String name) {
        scripts.put(type + " " + name, new Script.Silence());
        return this;
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (true) {
            try {
                socket.receive(packet);
                answer(packet);
            } catch (SocketException closed) {
                return;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private void answer(DatagramPacket query) throws IOException {
        var bytes = Arrays.copyOf(query.getData(), query.getLength());
        int end = endOfName(bytes);
        int type = bytes[end + 1];
        var question = (type == A ? "A " : type == AAAA ? "AAAA " : type + " ") + name(bytes);
        questions.add(question);
        var script = scripts.getOrDefault(question, new Script.Code(NXDOMAIN));
        var out = ByteBuffer.allocate(4096);
        switch (script) {
            case Script.Silence() -> {
                return;
            }
            case Script.Code(int code) -> head(out, bytes, end, code, 0);
            case Script.Addresses(int ttl, var addresses) -> {
                head(out, bytes, end, 0, addresses.size());
                for (var address : addresses) {
                    out.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(ttl);
                    out.putShort((short) address.getAddress().length).put(address.getAddress());
                }
            }
        }
        socket.send(new DatagramPacket(out.array(), out.position(), query.getSocketAddress()));
    }

    /** Header and question of a recursive, authoritative answer. */
    private static void head(ByteBuffer out, byte[] query, int endOfName, int code, int answers) {
        out.put(query, 0, 2).putShort((short) (0x8580 | code)).putShort((short) 1).putShort((short) answers).putShort((short) 0).putShort((short) 0);
        out.put(query, HEADER, endOfName + 4 - HEADER);
    }

    private static String name(byte[] query) {
        var name = new StringBuilder();
        for (int at = HEADER; query[at] != 0; at += query[at] + 1) {
            if (!name.isEmpty()) name.append('.');
            name.append(new String(query, at + 1, query[at], StandardCharsets.ISO_8859_1));
        }
        return name.toString();
    }

    private static int endOfName(byte[] query) {
        int at = HEADER;
        while (query[at] != 0) at += query[at] + 1;
        return at + 1;
    }

    @Override
    public void close() {
        socket.close();
    }
}
