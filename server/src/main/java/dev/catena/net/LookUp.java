// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A name that name servers are being asked about, and everybody who waits for it. Owner: one event loop.
 *
 * <p>IPv4 and IPv6 addresses are two questions. When one is answered, the other gets {@link #RESOLUTION_DELAY_MILLIS}
 * more (RFC 8305 §3): some name servers never answer about IPv6. What comes later is kept for those who ask later.
 */
final class LookUp {
    static final long RESOLUTION_DELAY_MILLIS = 50;

    private final CompletableFuture<Resolution> answer = new CompletableFuture<>();
    private final List<InetAddress> early = new ArrayList<>();
    private long ttlSeconds = Long.MAX_VALUE;
    private @Nullable Future<?> earlyEnd;

    CompletableFuture<Resolution> answer() {
        return answer;
    }

    /** An answer may be kept no longer than this. */
    void sawTtl(long seconds) {
        ttlSeconds = Math.min(ttlSeconds, seconds);
    }

    /** The shortest time to live of all that was seen, or the other one if nothing was. */
    long ttlSecondsOr(long unseen) {
        return ttlSeconds == Long.MAX_VALUE ? unseen : ttlSeconds;
    }

    /** One of the questions has this address for an answer. */
    void saw(InetAddress address, long ttlSeconds, EventLoop loop) {
        sawTtl(ttlSeconds);
        early.add(address);
        if (earlyEnd == null) earlyEnd = loop.schedule(this::answerEarly, RESOLUTION_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** All has been said. */
    void end(Resolution resolution) {
        if (earlyEnd != null) earlyEnd.cancel(false);
        answer.complete(resolution);
    }

    private void answerEarly() {
        answer.complete(new Resolution.Addresses(early));
    }
}
