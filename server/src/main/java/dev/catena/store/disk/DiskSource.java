// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part of a body on disk on its way to one reader, a window at a time. Owner: the reader's event loop; it has a reference to the body. */
final class DiskSource implements BodySource {
    private final Windows body;
    private final long end;
    private final EventLoop loop;
    private final DiskReads reads;
    private long at;
    private @Nullable BodySink sink;
    private boolean paused;
    private boolean reading;
    private boolean sending;
    private boolean over;

    /** Takes over a reference to the body. */
    DiskSource(Windows body, long from, long end, EventLoop loop, DiskReads reads) {
        this.body = body;
        this.at = from;
        this.end = end;
        this.loop = loop;
        this.reads = reads;
    }

    @Override
    public void sendTo(BodySink to) {
        sink = to;
        send();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        send();
    }

    @Override
    public void abandon() {
        if (over) return;
        over = true;
        if (!reading) body.release();
    }

    /** Sends as long as it may, and does not have to wait for the disk. */
    private void send() {
        if (sink == null || sending || reading || over) return;
        sending = true;
        while (!paused && !over && at < end) {
            if (!sink.takesFiles() || !body.isTrusted(at)) {
                sending = false;
                sink.flush();
                read();
                return;
            }
            if (!sendRegion()) break;
        }
        sending = false;
        if (!over && at == end) end();
    }

    private long windowEnd() {
        return Math.min(end, (at / Windows.WINDOW + 1) * Windows.WINDOW);
    }

    private boolean sendRegion() {
        var to = Objects.requireNonNull(sink);
        long from = at;
        long bytes = windowEnd() - from;
        body.retain();
        try {
            var region = new LeasedRegion(body.segment().file().channel(), body.inFile(from), bytes, body::release);
            at += bytes;
            to.takeFile(region);
            return true;
        } catch (IOException failure) {
            body.release();
            cut();
            return false;
        }
    }

    /** Has the next window read and verified. */
    private void read() {
        reading = true;
        if (!reads.submit(this::verify)) {
            reading = false;
            cut();
        }
    }

    /** On a thread that may wait. */
    private void verify() {
        var window = reads.reader().window();
        boolean whole = body.verify(at, window);
        var bytes = whole && !Objects.requireNonNull(sink).takesFiles() ? copy(window) : null;
        loop.execute(() -> verified(whole, bytes));
    }

    private ByteBuffer copy(ByteBuffer window) {
        int from = (int) (at % Windows.WINDOW);
        var part = window.slice(from, (int) (windowEnd() - at));
        return ByteBuffer.allocateDirect(part.remaining()).put(part).flip();
    }

    private void verified(boolean whole, @Nullable ByteBuffer bytes) {
        reading = false;
        if (over) {
            body.release();
        } else if (!whole) {
            cut();
        } else {
            var to = Objects.requireNonNull(sink);
            sending = true;
            if (bytes == null) {
                sendRegion();
            } else {
                at += bytes.remaining();
                to.takeData(Unpooled.wrappedBuffer(bytes));
            }
            sending = false;
            if (!over) send();
            if (!over) to.flush();
        }
    }

    private void end() {
        over = true;
        body.release();
        Objects.requireNonNull(sink).end(Headers.EMPTY);
    }

    private void cut() {
        over = true;
        body.release();
        Objects.requireNonNull(sink).cut(new Refusal(RefusalCode.INTERNAL, "a stored response could not be read from disk"));
    }
}
