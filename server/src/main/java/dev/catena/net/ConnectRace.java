// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link HappyEyeballs}. It is over when its outcome is known; a connection that succeeds after that is
 * closed. Owner: one event loop.
 */
final class ConnectRace {
    private final EventLoop loop;
    private final List<InetSocketAddress> addresses;
    private final Duration delay;
    private final Duration timeout;
    private final RecentFailures failures;
    private final Function<InetSocketAddress, Optional<Refusal>> guard;
    private final HappyEyeballs.ConnectAttempt attempt;

    private final CompletableFuture<HappyEyeballs.Outcome> outcome = new CompletableFuture<>();
    private final Map<ChannelFuture, InetSocketAddress> running = new LinkedHashMap<>();
    private int dialled;
    private boolean over;
    private @Nullable Refusal mostTelling;
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> nextTurn;

    ConnectRace(EventLoop loop, List<InetSocketAddress> addresses, Duration delay, Duration timeout, RecentFailures failures,
            Function<InetSocketAddress, Optional<Refusal>> guard, HappyEyeballs.ConnectAttempt attempt) {
        if (addresses.isEmpty()) throw new IllegalArgumentException("no addresses to connect to");
        this.loop = loop;
        this.addresses = addresses;
        this.delay = delay;
        this.timeout = timeout;
        this.failures = failures;
        this.guard = guard;
        this.attempt = attempt;
    }

    CompletionStage<HappyEyeballs.Outcome> run() {
        deadline = loop.schedule(this::tooLate, timeout.toNanos(), TimeUnit.NANOSECONDS);
        dialNext();
        return outcome;
    }

    /** Tries the next address that may be dialled; without one the race is lost as soon as nothing runs any more. */
    private void dialNext() {
        if (over) return;
        cancel(nextTurn);
        while (dialled < addresses.size()) {
            var address = addresses.get(dialled++);
            var prohibited = guard.apply(address);
            if (prohibited.isEmpty()) {
                dial(address);
                return;
            }
            mostTelling = ConnectFailure.moreTelling(mostTelling, prohibited.get());
        }
        if (running.isEmpty()) lose();
    }

    private void dial(InetSocketAddress address) {
        if (dialled < addresses.size()) nextTurn = loop.schedule(this::dialNext, delay.toNanos(), TimeUnit.NANOSECONDS);
        var connecting = attempt.start(address);
        running.put(connecting, address);
        // a channel that could not even be made tells so on a thread that is not ours
        connecting.addListener(_ -> {
            if (loop.inEventLoop()) settled(connecting, address);
            else loop.execute(() -> settled(connecting, address));
        });
    }

    private void settled(ChannelFuture connecting, InetSocketAddress address) {
        running.remove(connecting);
        if (over) {
            if (connecting.isSuccess()) connecting.channel().close();
        } else if (connecting.isSuccess()) {
            failures.clear(address);
            finish(new HappyEyeballs.Outcome.Connected(connecting.channel(), address));
        } else {
            failures.add(address);
            mostTelling = ConnectFailure.moreTelling(mostTelling, ConnectFailure.of(address, connecting.cause()));
            dialNext();
        }
    }

    private void tooLate() {
        if (over) return;
        var waitedFor = new ArrayList<>(running.values());
        waitedFor.forEach(failures::add);
        mostTelling = ConnectFailure.moreTelling(mostTelling, ConnectFailure.timeout(waitedFor, timeout));
        lose();
    }

    private void lose() {
        finish(new HappyEyeballs.Outcome.Failed(Objects.requireNonNull(mostTelling)));
    }

    private void finish(HappyEyeballs.Outcome result) {
        over = true;
        cancel(deadline);
        cancel(nextTurn);
        for (var loser : List.copyOf(running.keySet())) if (!loser.isDone()) loser.channel().close();
        outcome.complete(result);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) timer.cancel(false);
    }
}
