// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A door that stays shut until the test opens it: how an actor is held in the middle of what it does. */
public final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Lets everybody through, now and later. */
    public void open() {
        opened.countDown();
    }

    /** Called by the actor: waits for {@link #open()}. */
    public void pass() {
        arrived.countDown();
        await(opened, "the test to open the gate");
    }

    /** Called by the test: waits until somebody stands before the gate. */
    public void awaitArrival() {
        await(arrived, "somebody to arrive at the gate");
    }

    private static void await(CountDownLatch latch, String what) {
        Duration patience = Patience.USUAL;
        try {
            if (!latch.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Patience.Exhausted(what, patience);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what);
        }
    }
}
