// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/**
 * One connection: bytes in with a deadline, bytes out with a deadline, and a record of what came.
 *
 * <p>One thread reads and one thread writes; the counters and the record may be read by any.
 */
public final class Wire implements AutoCloseable {
    /** How much of what came is kept for looking at; the rest is only counted. */
    static final int RECORD_MAX = 4 * 1024 * 1024;

    private static final int SLICE = 16 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[SLICE];
    private int from;
    private int to;
    private volatile long receivedCount;
    private volatile long sentCount;
    private volatile Ending ending = Ending.OPEN;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends all bytes; fails when the peer does not take them in time. */
    public void send(byte[] bytes, Duration within) throws IOException {
        Watchdog.guard(socket, within, "the peer to take %d bytes".formatted(bytes.length), () -> {
            for (int at = 0; at < bytes.length; at += SLICE) {
                int length = Math.min(SLICE, bytes.length - at);
                out.write(bytes, at, length);
                sentCount = sentCount + length;
            }
        });
    }

    public void send(byte[] bytes) throws IOException {
        send(bytes, Patience.USUAL);
    }

    /** A stream whose every write is sent, and may last {@code within}. */
    public OutputStream out(Duration within) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                send(new byte[] {(byte) b}, within);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                send(Arrays.copyOfRange(bytes, offset, offset + length), within);
            }
        };
    }

    /** Ends our direction with FIN and keeps listening. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** The next byte, or -1 when the connection has ended; {@link #ending()} then says how. */
    int read(Patience patience) {
        return available(patience) ? buffer[from++] & 0xFF : -1;
    }

    /** At least one byte into {@code target}, or -1 when the connection has ended. */
    int read(byte[] target, int offset, int length, Patience patience) {
        if (!available(patience)) {
            return -1;
        }
        int n = Math.min(length, to - from);
        System.arraycopy(buffer, from, target, offset, n);
        from += n;
        return n;
    }

    /** Exactly {@code count} bytes, or fewer when the connection ends before. */
    public byte[] bytes(int count) {
        var patience = Patience.usual();
        var bytes = new byte[count];
        int have = 0;
        while (have < count) {
            int n = read(bytes, have, count - have, patience);
            if (n < 0) {
                return Arrays.copyOf(bytes, have);
            }
            have += n;
        }
        return bytes;
    }

    /** Whether a byte can be read; waits for one, and is false when the connection has ended. */
    boolean available(Patience patience) {
        return from < to || fill(patience);
    }

    /** Looks whether the peer ended the connection, sent something nobody asked for, or does neither for {@code quiet}. */
    public Ending probe(Duration quiet) {
        if (from < to) {
            return Ending.SURPLUS;
        }
        try {
            return fill(Patience.of(quiet)) ? Ending.SURPLUS : ending;
        } catch (Patience.Exhausted _) {
            return Ending.OPEN;
        }
    }

    /** How the peer ended the connection, as far as reading has noticed. */
    public Ending ending() {
        return ending;
    }

    /** Everything that was read from the socket, up to 4 MiB. */
    public byte[] received() {
        synchronized (record) {
            return record.toByteArray();
        }
    }

    public long receivedCount() {
        return receivedCount;
    }

    /** Bytes the operating system has taken from us: what a peer that reads nothing can be made to hold, and some buffers. */
    public long sentCount() {
        return sentCount;
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    /** Closes with FIN. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    /** Closes with RST, so that the peer cannot take the cut for an end. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // The peer was quicker.
        }
        close();
    }

    private boolean fill(Patience patience) {
        if (ending != Ending.OPEN) {
            return false;
        }
        try {
            socket.setSoTimeout(patience.millisLeft());
            int n = in.read(buffer);
            if (n < 0) {
                ending = Ending.CLOSED;
                return false;
            }
            keep(n);
            return true;
        } catch (SocketTimeoutException _) {
            throw patience.exhausted("the peer to send or to close; so far it sent %d bytes:%n%s"
                    .formatted(receivedCount, WireText.show(received())));
        } catch (IOException _) {
            ending = socket.isClosed() ? Ending.CLOSED : Ending.RESET;
            return false;
        }
    }

    private void keep(int length) {
        from = 0;
        to = length;
        synchronized (record) {
            record.write(buffer, 0, Math.min(length, RECORD_MAX - record.size()));
        }
        receivedCount = receivedCount + length;
    }
}
