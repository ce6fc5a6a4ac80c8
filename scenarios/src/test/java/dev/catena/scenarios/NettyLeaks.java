// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects what Netty's leak detector finds.
 *
 * <p>A buffer counts as leaked when the collector takes it unreleased, and Netty notices when it makes the next one: so a check
 * collects, waits until a canary of ours has been found dead, and makes a buffer. What is only noticed later fails a later scenario.
 */
final class NettyLeaks {
    private static final int ROUNDS = 2;
    private static final long CANARY_MILLIS = 2000;
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    static {
        // Detectors are made when their buffer class is loaded: this must come before the server starts.
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Recorders());
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    private NettyLeaks() {}

    /** Makes sure that the recorders are in place. */
    static void watch() {}

    /** Fails with everything that was found since the last check. */
    static void verifyNone() {
        for (int round = 0; round < ROUNDS; round++) {
            collect();
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        var found = new ArrayList<String>();
        for (var report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
            found.add(report);
        }
        if (!found.isEmpty()) {
            throw new AssertionError("%d buffers were never released:%n%s".formatted(found.size(), String.join("\n", found)));
        }
    }

    private static void collect() {
        var dead = new ReferenceQueue<Object>();
        var canary = new WeakReference<>(new Object(), dead);
        System.gc();
        try {
            if (dead.remove(CANARY_MILLIS) != canary) {
                throw new AssertionError("the collector did not run: leaks cannot be seen, is it disabled?");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Recorders extends ResourceLeakDetectorFactory {
        /** Abstract in Netty 4.2 although deprecated, and what its other methods call. */
        @Deprecated
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval, long maxActive) {
            return new Recorder<>(resource, samplingInterval);
        }
    }

    private static final class Recorder<T> extends ResourceLeakDetector<T> {
        Recorder(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** Else nothing is reported where no logger listens. */
        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            REPORTS.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            REPORTS.add(type + " (Netty does not know where it was made)");
        }
    }
}
