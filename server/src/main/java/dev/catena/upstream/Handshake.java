// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What has to happen on a TCP connection before it carries HTTP: nothing, TLS, or the talk with a SOCKS proxy. Has what is left of
 * {@code timeouts.connect}. Owner: one event loop.
 */
final class Handshake {
    private static final CompletionStage<Optional<Dialled>> DONE = CompletableFuture.completedFuture(Optional.empty());

    private static final Quiet QUIET = new Quiet();

    private Handshake() {}

    /** Stands behind TLS until the connection does: what goes wrong is told by the handshake's future. */
    @ChannelHandler.Sharable
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /**
     * Completes on the event loop: empty when the connection stands; otherwise why not, and then the channel is closed.
     *
     * @param whole all the time there was for connecting, for messages
     * @param deadlineNanos by {@link System#nanoTime}
     */
    static CompletionStage<Optional<Dialled>> over(Channel channel, Destination to, Duration whole, long deadlineNanos) {
        long millisLeft = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        return switch (to.way()) {
            case Way.Plain _ -> DONE;
            case Way.Tls tls -> closing(channel, tls(channel, to, tls, whole.toMillis(), millisLeft));
            case Way.Socks socks -> closing(channel, socks(channel, to, socks, whole.toMillis(), millisLeft));
        };
    }

    private static CompletionStage<Optional<Dialled>> closing(Channel channel, CompletionStage<Optional<Dialled>> outcome) {
        return outcome.whenComplete((obstacle, _) -> {
            if (obstacle == null || obstacle.isPresent()) channel.close();
        });
    }

    private static CompletionStage<Optional<Dialled>> tls(Channel channel, Destination to, Way.Tls way, long wholeMillis, long millisLeft) {
        var result = new CompletableFuture<Optional<Dialled>>();
        SslHandler handler = way.tls().handler(channel.alloc(), way.name(), to.port());
        handler.setHandshakeTimeoutMillis(millisLeft);
        handler.handshakeFuture().addListener(done -> {
            var hop = to.host() + ":" + to.port();
            if (done.isSuccess()) result.complete(Optional.empty());
            else if (done.cause() instanceof SslHandshakeTimeoutException) result.complete(unreachable(TlsFailure.tooLate(hop, wholeMillis)));
            else result.complete(unreachable(TlsFailure.of(hop, way.name(), done.cause())));
        });
        channel.pipeline().addLast(handler, QUIET);
        return result.whenComplete((obstacle, _) -> {
            if (obstacle != null && obstacle.isEmpty()) channel.pipeline().remove(QUIET);
        });
    }

    private static Optional<Dialled> unreachable(Refusal refusal) {
        return Optional.of(new Dialled.Unreachable(refusal));
    }

    private static CompletionStage<Optional<Dialled>> socks(Channel channel, Destination to, Way.Socks way, long wholeMillis, long millisLeft) {
        var handshake = new SocksHandshake(to, way);
        var timer = channel.eventLoop().schedule(() -> handshake.tooLate(wholeMillis), millisLeft, TimeUnit.MILLISECONDS);
        var outcome = handshake.outcome().whenComplete((_, _) -> timer.cancel(false));
        channel.pipeline().addLast(handshake);
        return outcome;
    }
}
