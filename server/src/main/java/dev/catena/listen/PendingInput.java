// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.net.Unread;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** What a client sent and nobody has used yet: the rest of a read, kept until its turn comes. Owner: one event loop. */
final class PendingInput {
    /** Who uses it. */
    interface User {
        /** Uses what can be used now. */
        void use(ByteBuf in);

        /** Whether nobody will want the rest. */
        boolean wantsNoMore();

        /** Some was kept for later. */
        void kept();
    }

    private final Channel channel;
    private final User user;
    private @Nullable ByteBuf held;
    private @Nullable ByteBuf inUse;

    PendingInput(Channel channel, User user) {
        this.channel = channel;
        this.user = user;
    }

    /** Has it used, behind what waits already; owns it. */
    void take(ByteBuf more) {
        var before = held;
        if (before == null) {
            use(more, false);
            return;
        }
        held = null;
        before.writeBytes(more);
        more.release();
        use(before, true);
    }

    /** Has that used which waits. */
    void useHeld() {
        var waiting = held;
        if (waiting == null) return;
        held = null;
        use(waiting, true);
    }

    /** @param own it was held before */
    private void use(ByteBuf in, boolean own) {
        try {
            inUse = in;
            user.use(in);
        } finally {
            inUse = null;
            settle(in, own);
        }
    }

    private void settle(ByteBuf in, boolean own) {
        if (!in.isReadable() || user.wantsNoMore()) {
            in.release();
            return;
        }
        held = Unread.keep(in, own, channel.alloc());
        user.kept();
    }

    /** Whether some waits for {@link #useHeld}. */
    boolean isHeld() {
        return held != null;
    }

    /** Whether what is being used has more. */
    boolean isInUse() {
        return inUse != null && inUse.isReadable();
    }

    /** Whether bytes are here that may hold another request. */
    boolean hasMore() {
        return isHeld() || isInUse();
    }

    /** All that is left, for whoever has the connection from now on. */
    @Nullable ByteBuf handOver() {
        var rest = held;
        held = null;
        return inUse != null && inUse.isReadable() ? inUse.readBytes(inUse.readableBytes()) : rest;
    }

    void release() {
        if (held != null) held.release();
        held = null;
    }
}
