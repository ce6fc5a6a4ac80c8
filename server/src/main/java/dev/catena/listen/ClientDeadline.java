// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.net.BodyWriter;
import dev.catena.net.Sweeper;
import java.time.Duration;

/** Until when a client has to move: to send what it began, or to take what is on its way to it. Owner: one event loop. */
final class ClientDeadline extends Sweeper.Watch {
    /** The connection whose deadline it is. */
    interface Watched {
        /** How long it may stand still while it takes nothing, or has ended its side. */
        Duration patience();

        /** Nothing is being answered or read: it is idle, or closes. */
        boolean isAtRest();

        /** Something else is waited for than that it takes bytes; it is told so, or measured. Whether that was so. */
        boolean isDueToSend();

        /** It does not move any more. */
        void giveUp();

        void closeNow();
    }

    private final Watched watched;
    private final BodyWriter out;
    private long pendingBefore;
    private long writtenBefore;

    ClientDeadline(Watched watched, BodyWriter out) {
        this.watched = watched;
        this.out = out;
    }

    /** If nothing moves for as long as it has patience, the client is given up. */
    void stalls() {
        pendingBefore = out.pendingBytes();
        writtenBefore = out.wireBytes();
        within(watched.patience());
    }

    @Override
    protected void expired() {
        long pending = out.pendingBytes();
        if (watched.isAtRest()) {
            // an answer may still be on its way to a slow client
            if (pending > 0 && pending != pendingBefore) stalls();
            else watched.closeNow();
        } else if (!watched.isDueToSend()) {
            boolean slowButAlive = pending < pendingBefore || out.wireBytes() > writtenBefore;
            if (slowButAlive) stalls();
            else watched.giveUp();
        }
    }
}
