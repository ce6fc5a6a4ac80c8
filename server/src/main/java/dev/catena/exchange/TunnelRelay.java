// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.net.Sweeper;
import dev.catena.net.tunnel.CopiedTunnel;
import dev.catena.net.tunnel.Pipes;
import dev.catena.net.tunnel.SplicedTunnel;
import dev.catena.net.tunnel.Tunnel;
import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.upstream.UpstreamConnection;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import java.time.Duration;

/**
 * The life of a tunnel, or of an upgraded connection: its deadline, its record, and how its bytes go. It begins {@linkplain CopiedTunnel copied},
 * which costs nothing to set up, and goes on {@linkplain SplicedTunnel inside the kernel} when it carries much and that can be done.
 * Owner: one event loop.
 */
final class TunnelRelay implements Tunnel.Listener {
    /** After one direction has ended, the other may be silent for so long. */
    private static final Duration HALF_CLOSED_IDLE = Duration.ofMinutes(2);

    private final Worker worker;
    private final Snapshot now;
    private final ExchangeRecord record;
    private final Channel client;
    private final Channel hop;
    private final Idle idle = new Idle();
    private final CopiedTunnel copied;
    private Tunnel current;
    private boolean over;

    TunnelRelay(Worker worker, Snapshot now, ClientSide.Handover client, UpstreamConnection.Detached hop, ExchangeRecord record) {
        this.worker = worker;
        this.now = now;
        this.record = record;
        this.client = client.channel();
        this.hop = hop.channel();
        this.copied = new CopiedTunnel(worker.context(), new CopiedTunnel.End(client.channel(), client.rest()),
            new CopiedTunnel.End(hop.channel(), hop.rest()), this);
        this.current = copied;
        worker.census().tunnels.increment();
    }

    void start() {
        worker.context().sweeper().add(idle);
        if (!now.limits().tunnelPipe().isZero() && copied.hasPlainSockets()) copied.leaveTo(this::splice, (int) now.limits().tunnelBusy().bytes());
        moved();
        copied.start();
    }

    private void splice(SplicedTunnel.End left, SplicedTunnel.End right) {
        var terms = new Pipes.Terms((int) now.limits().tunnelPipe().bytes(), now.limits().tunnelPipes());
        var spliced = new SplicedTunnel((IoEventLoop) worker.context().loop(), worker.context().pipes(), terms, left, right, this);
        current = spliced;
        // who closes a channel at the end of a drain closes a socket that the tunnel still uses
        client.closeFuture().addListener(_ -> over());
        hop.closeFuture().addListener(_ -> over());
        spliced.start();
    }

    @Override
    public void moved() {
        idle.within(current.isHalfClosed() ? HALF_CLOSED_IDLE : now.timeouts().tunnelIdle());
    }

    @Override
    public void over() {
        ended(End.COMPLETE);
    }

    private void ended(End how) {
        if (over) return;
        over = true;
        current.stop();
        worker.context().sweeper().remove(idle);
        worker.census().tunnels.decrement();
        // not now: the loop may have an event of the other socket in its hands, and would give it to the next socket of that number
        worker.context().execute(this::close);
        record.bytesFromClient = copied.bytesThere();
        record.bytesToClient = copied.bytesBack();
        if (current instanceof SplicedTunnel spliced) {
            record.bytesFromClient += spliced.bytesThere();
            record.bytesToClient += spliced.bytesBack();
            record.bytesSpliced = spliced.bytesThere() + spliced.bytesBack();
        }
        record.bodyBytesToClient = record.bytesToClient;
        record.end = how;
        record.endNanos = record.elapsedNanos();
        now.journal().publish(record);
    }

    private void close() {
        client.close();
        hop.close();
    }

    private final class Idle extends Sweeper.Watch {
        @Override
        protected void expired() {
            ended(End.TIMEOUT);
        }
    }
}
