// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

/**
 * Bytes both ways between two connections, left and right: either may speak first, either may end its direction while the other goes
 * on, and a side that cannot take more stops the other from being read. Owner: one event loop.
 */
public sealed interface Tunnel permits CopiedTunnel, SplicedTunnel {
    /** Starts to move. It may be over when this returns. */
    void start();

    /** Stops, and says nothing more. The connections stay open, to be closed by who owns them. */
    void stop();

    /** Bytes that came from the left and went to the right. */
    long bytesThere();

    /** Bytes that came from the right and went to the left. */
    long bytesBack();

    /** One direction has ended. */
    boolean isHalfClosed();

    /** Who wants to know what happens. Told on the event loop. */
    interface Listener {
        /** Something moved, or one direction ended. */
        void moved();

        /** Both directions have ended, or one side broke. */
        void over();
    }
}
