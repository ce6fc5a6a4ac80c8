// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that have something to send, until the end of what the loop is at. What many sockets brought in one
 * turn is read and answered first, and sent then: the kernel's code and ours take turns less often, and who waits at the other end of several is woken
 * once. Owner: one event loop.
 */
final class Departures implements Runnable {
    /** So many at most wait for each other, some tens of microseconds. */
    static final int MAX = 32;

    private final Executor loop;
    private final @Nullable BodyWriter[] due = new BodyWriter[MAX];
    private int count;
    private boolean isCalled;

    /** @param loop runs a task after those that it runs now */
    Departures(Executor loop) {
        this.loop = loop;
    }

    /** Has it sent soon; false if too many wait already. */
    boolean add(BodyWriter writer) {
        if (count == MAX) return false;
        due[count++] = writer;
        if (!isCalled) {
            isCalled = true;
            loop.execute(this);
        }
        return true;
    }

    /** Sends all if no more can wait. Nobody's scratch space may be in use. */
    void sendIfFull() {
        if (count == MAX) send();
    }

    @Override
    public void run() {
        isCalled = false;
        send();
    }

    private void send() {
        for (int i = 0; i < count; i++) {
            var writer = due[i];
            due[i] = null;
            if (writer != null) writer.depart();
        }
        count = 0;
    }
}
