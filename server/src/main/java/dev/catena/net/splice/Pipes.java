// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.splice;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one event loop. A tunnel takes one while bytes of it are on their way, and gives it back when its source has no
 * more: thousands of idle tunnels hold none, and busy ones share a few. Owner: one event loop.
 */
public final class Pipes {
    /** Empty ones that are kept for the next tunnel; each is two descriptors and next to no memory. */
    private static final int KEPT_MAX = 16;

    private static final AtomicBoolean LOOKED = new AtomicBoolean();
    private static volatile boolean ready;

    private final ArrayDeque<Pipe> kept = new ArrayDeque<>();
    private @Nullable Kernel kernel;
    private boolean ended;

    /**
     * Whether tunnels can be spliced on this system, as far as is known now: to find it out takes the JVM a while, during which no loop has to
     * wait. The first to ask starts it.
     */
    public static boolean areReady() {
        if (!ready && LOOKED.compareAndSet(false, true)) Thread.ofPlatform().daemon().name("catena-splice").start(() -> ready = areAvailable());
        return ready;
    }

    /** The same, known for sure; may take tens of milliseconds the first time. */
    static boolean areAvailable() {
        return Kernel.isAvailable();
    }

    Kernel kernel() {
        var here = kernel;
        if (here == null) {
            here = new Kernel();
            kernel = here;
        }
        return here;
    }

    /** An empty one; null if the system has none to give now. */
    @Nullable Pipe take(int bytes) {
        var pipe = kept.poll();
        if (pipe != null) return pipe;
        var fresh = new Pipe();
        return kernel().open(fresh, bytes) ? fresh : null;
    }

    /** One with bytes left in it is of no use to another. */
    void giveBack(Pipe pipe) {
        if (pipe.bytes == 0 && kept.size() < KEPT_MAX && !ended) kept.push(pipe);
        else kernel().close(pipe);
    }

    /** Closes those that are kept; the loop is about to end. */
    public void release() {
        ended = true;
        while (!kept.isEmpty()) kernel().close(kept.pop());
    }
}
