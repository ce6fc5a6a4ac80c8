// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.observe.ExchangeRecord;
import dev.catena.route.Route;
import dev.catena.route.UpstreamHealth.Outcome;
import dev.catena.upstream.DialTerms;
import dev.catena.upstream.Dialled;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Visits the members of upstreams that are due ({@code upstreams[].health.interval}): connects, and hangs up. Works on one
 * event loop, and only while there are upstreams.
 */
public final class Prober {
    private static final long PERIOD_SECONDS = 1;

    private final Worker worker;
    private @Nullable ScheduledFuture<?> timer;

    public Prober(Worker worker) {
        this.worker = worker;
    }

    /** The settings changed, or are new. Any thread. */
    public void reconsider() {
        worker.context().execute(() -> {
            boolean needed = !worker.snapshot().get().hops().members().isEmpty();
            if (needed && timer == null) {
                timer = worker.context().loop().scheduleWithFixedDelay(this::visit, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
            } else if (!needed && timer != null) {
                timer.cancel(false);
                timer = null;
            }
        });
    }

    private void visit() {
        worker.snapshot().get().hops().health().due().forEach(this::visit);
    }

    private void visit(Route.Member member) {
        var hops = worker.snapshot().get().hops();
        var nobody = new ExchangeRecord("", "", new InetSocketAddress(0), 0, System.nanoTime());
        worker.upstreams()
            .dial(hops.member(member.id()).door(member),
                new DialTerms(hops.guard(), true, hops.member(member.id()).source(), DialTerms.Reuse.NEVER, nobody))
            .thenAccept(dialled -> hops.health().report(member, switch (dialled) {
                case Dialled.Ready(var connection) -> {
                    connection.close();
                    yield new Outcome.Answered();
                }
                case Dialled.Declined(_) -> new Outcome.Answered();
                case Dialled.Unreachable(var refusal) -> new Outcome.Failed(refusal.cause());
            }));
    }
}
