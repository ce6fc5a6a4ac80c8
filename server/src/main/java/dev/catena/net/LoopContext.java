// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.WireBuffer;
import dev.catena.net.tunnel.Pipes;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.IovArray;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all connections of one event loop share: buffers, scratch space, deadlines. Used on that loop only. */
public final class LoopContext {
    private static final int CLIENT_READ_BYTES = 64 * 1024;
    private static final int ORIGIN_READ_BYTES = 256 * 1024;

    private final EventLoop loop;
    private final Sweeper sweeper;
    private final SharedReads clientReads = new SharedReads(CLIENT_READ_BYTES);
    private final SharedReads originReads = new SharedReads(ORIGIN_READ_BYTES);
    private final SharedWrites writes = new SharedWrites();
    private final Departures departures;
    private @Nullable IovArray vector;
    private final WireBuffer fields = new WireBuffer(4096);
    private final WireBuffer head = new WireBuffer(4096);
    private final Pipes pipes;
    private byte[] scratch = new byte[CLIENT_READ_BYTES];

    /** @param pipesInUse counts for all loops together */
    LoopContext(EventLoop loop, AtomicInteger pipesInUse) {
        this.loop = loop;
        this.pipes = new Pipes(pipesInUse);
        this.departures = new Departures(loop);
        this.sweeper = new Sweeper(loop);
    }

    public EventLoop loop() {
        return loop;
    }

    /** Runs it on this loop, soon. Any thread. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    public Sweeper sweeper() {
        return sweeper;
    }

    /** For connections of clients. */
    public SharedReads clientReads() {
        return clientReads;
    }

    /** For connections to origins and for tunnels: large, as bodies come through here. */
    public SharedReads originReads() {
        return originReads;
    }

    /** For what is put together to be sent. */
    SharedWrites writes() {
        return writes;
    }

    /** Who has something to send. */
    Departures departures() {
        return departures;
    }

    /** For what is sent of two buffers at once; epoll's. */
    IovArray vector() {
        if (vector == null) vector = new IovArray(2);
        return vector;
    }

    /** For tunnels that are spliced. */
    public Pipes pipes() {
        return pipes;
    }

    /** Cleared space for the field lines of a head; valid until the next call on this loop. */
    public WireBuffer fields() {
        return fields.clear();
    }

    /** Cleared space for a whole head; valid until the next call on this loop. */
    public WireBuffer head() {
        return head.clear();
    }

    /** Space of at least that many bytes for looking at what was read; valid until the next call on this loop. */
    public byte[] scratch(int bytes) {
        if (scratch.length < bytes) scratch = new byte[Math.max(bytes, scratch.length * 2)];
        return scratch;
    }

    /** Frees the buffers; the loop is about to end. */
    void release() {
        clientReads.release();
        originReads.release();
        writes.release();
        if (vector != null) vector.release();
        vector = null;
        pipes.release();
    }
}
