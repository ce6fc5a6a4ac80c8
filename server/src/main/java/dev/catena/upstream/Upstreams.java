// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.HeadLimits;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.DnsSettings;
import dev.catena.net.HappyEyeballs;
import dev.catena.net.HostsTable;
import dev.catena.net.LimitSettings;
import dev.catena.net.LookUpCounts;
import dev.catena.net.LoopContext;
import dev.catena.net.Loops;
import dev.catena.net.Resolution;
import dev.catena.net.Resolver;
import dev.catena.net.TimeoutSettings;
import dev.catena.settings.HostPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * All connections of one event loop to next hops: dials them and keeps those that can be used again. Owner: one event
 * loop. Settings may be replaced at any time from it; connections keep those they began with.
 */
public final class Upstreams {
    /** What may be replaced while running. */
    public record Terms(
        OriginSettings origins, LimitSettings limits, TimeoutSettings timeouts, Resolver resolver, HappyEyeballs race) {

        /** The terms of one loop by the settings. */
        public static Terms of(LoopContext context, OriginSettings origins, LimitSettings limits, TimeoutSettings timeouts,
            DnsSettings dns, HostsTable hosts, LookUpCounts counts, InstantSource clock) {
            return new Terms(origins, limits, timeouts, new Resolver(context.loop(), dns, hosts, counts, clock),
                new HappyEyeballs(context.loop(), origins.happyEyeballsDelay(), timeouts.connect(), clock));
        }
    }

    /** How long a pooled connection counts as recently used, nanoseconds. */
    static final long RECENT_NANOS = 1_000_000_000L;

    private static final Refusal LOST = new Refusal(RefusalCode.UPSTREAM_UNAVAILABLE, "the array lost this member before it answered");

    /** Members of an upstream that nobody reaches. */
    private record Lost(String upstream, Set<HostPort> members) {
        boolean has(Destination to) {
            return !members.isEmpty() && to.owner().upstream().equals(upstream) && members.contains(new HostPort(to.host(), to.port()));
        }
    }

    private final LoopContext context;
    private final Loops loops;
    private final Map<Destination, Shelf> shelves = new HashMap<>();
    private Terms terms;
    private Lost lost = new Lost("", Set.of());
    private int idle;
    private int open;

    public Upstreams(LoopContext context, Loops loops, Terms terms) {
        this.context = context;
        this.loops = loops;
        this.terms = terms;
    }

    /** New connections are made on these terms. */
    public void replace(Terms others) {
        var former = terms;
        terms = others;
        if (former.resolver() != others.resolver()) former.resolver().close();
    }

    /** The addresses of a host, as its connections are made to. */
    public CompletionStage<Resolution> resolve(String host) {
        return terms.resolver().resolve(host);
    }

    /** A connection that leads there: pooled where the terms of the exchange allow it, else dialled. */
    public CompletionStage<Dialled> dial(Destination destination, DialTerms wanted) {
        return dial(shelves.computeIfAbsent(destination, Shelf::new), wanted);
    }

    private CompletionStage<Dialled> dial(Shelf shelf, DialTerms wanted) {
        if (lost.has(shelf.destination)) return CompletableFuture.completedFuture(new Dialled.Unreachable(LOST));
        var pooled = wanted.reuse() == DialTerms.Reuse.NEVER ? null : shelf.takeIdle(connection -> fits(connection, wanted));
        if (pooled != null) {
            idle--;
            wanted.record().reusedConnection = true;
            wanted.record().peer = pooled.peer();
            pooled.taken();
            return CompletableFuture.completedFuture(new Dialled.Ready(pooled));
        }
        if (shelf.open() < terms.origins().connectionsPerHost() || closedAnIdleOne(shelf)) return untilLost(shelf, open(shelf, wanted));
        return waitForRoom(shelf, wanted);
    }

    private static boolean fits(UpstreamConnection connection, DialTerms wanted) {
        boolean young = wanted.reuse() == DialTerms.Reuse.ANY || connection.idleNanos() < RECENT_NANOS;
        return young && connection.isUsable()
            && wanted.guard().refuses(connection.peer().getAddress(), connection.peer().getPort(), wanted.callerOverLoopback()).isEmpty();
    }

    private boolean closedAnIdleOne(Shelf shelf) {
        var oldest = shelf.pollOldestIdle();
        if (oldest == null) return false;
        idle--;
        oldest.close();
        return true;
    }

    private CompletionStage<Dialled> waitForRoom(Shelf shelf, DialTerms wanted) {
        if (shelf.waitingCount() >= terms.origins().waitingMax()) {
            return CompletableFuture.completedFuture(new Dialled.Unreachable(new Refusal(RefusalCode.TOO_BUSY,
                shelf.waitingCount() + " requests already wait for a connection to " + shelf.destination.host(),
                "try again later, or raise `origins.connections-per-host` or `origins.waiting-max`")));
        }
        var result = new CompletableFuture<Dialled>();
        var deadline = context.loop().schedule(() -> result.complete(new Dialled.Unreachable(new Refusal(RefusalCode.TOO_BUSY,
            "no connection to " + shelf.destination.host() + " became free within " + terms.timeouts().connect().toMillis() + " ms",
            "try again later, or raise `origins.connections-per-host`"))),
            terms.timeouts().connect().toMillis(), TimeUnit.MILLISECONDS);
        shelf.enqueue(() -> {
            deadline.cancel(false);
            if (result.isDone()) {
                roomOn(shelf);
                return;
            }
            dial(shelf, wanted).whenComplete((dialled, error) -> {
                if (error != null) result.completeExceptionally(error);
                else if (!result.complete(dialled) && dialled instanceof Dialled.Ready(var connection)) connection.giveBack();
            });
        });
        return result;
    }

    /** What comes first: the connection, or word that the member is gone. */
    private static CompletionStage<Dialled> untilLost(Shelf shelf, CompletionStage<Dialled> dialled) {
        if (dialled.toCompletableFuture().isDone()) return dialled;
        var first = new CompletableFuture<Dialled>();
        Shelf.Hopeful dialling = why -> first.complete(new Dialled.Unreachable(why));
        shelf.hope(dialling);
        dialled.whenComplete((outcome, mistake) -> {
            shelf.hopeNoMore(dialling);
            if (mistake != null) first.completeExceptionally(mistake);
            else if (!first.complete(outcome) && outcome instanceof Dialled.Ready(var late)) late.close();
        });
        return first;
    }

    private CompletionStage<Dialled> open(Shelf shelf, DialTerms wanted) {
        shelf.opened();
        open++;
        var now = terms;
        var to = shelf.destination;
        return now.resolver().resolve(to.dialledHost()).thenCompose(resolution -> switch (resolution) {
            case Resolution.Failed(var refusal) -> failed(shelf, new Dialled.Unreachable(refusal));
            case Resolution.Addresses(var addresses) -> {
                wanted.record().resolvedNanos = wanted.record().elapsedNanos();
                long deadline = System.nanoTime() + now.timeouts().connect().toNanos();
                yield now.race().connect(addresses, to.dialledPort(), wanted.guard(), wanted.callerOverLoopback(),
                        address -> connect(address, to.way(), wanted.source()))
                    .thenCompose(outcome -> switch (outcome) {
                        case HappyEyeballs.Outcome.Failed(var refusal) -> failed(shelf, new Dialled.Unreachable(refusal));
                        case HappyEyeballs.Outcome.Connected(var channel, var address) -> {
                            wanted.record().peer = address;
                            yield Handshake.over(channel, to, now.timeouts().connect(), deadline).thenCompose(obstacle -> obstacle.isEmpty()
                                ? CompletableFuture.completedFuture(connected(shelf, channel, address, wanted, now))
                                : failed(shelf, obstacle.get()));
                        }
                    });
            }
        });
    }

    private CompletionStage<Dialled> failed(Shelf shelf, Dialled why) {
        closed(shelf);
        return CompletableFuture.completedFuture(why);
    }

    private Dialled connected(Shelf shelf, Channel channel, InetSocketAddress address, DialTerms wanted, Terms now) {
        wanted.record().connectedNanos = wanted.record().elapsedNanos();
        var limits = new HeadLimits((int) now.limits().head().bytes(), now.limits().fields());
        var connection = new UpstreamConnection(context, channel, address, shelf, this, now, limits);
        channel.pipeline().addLast(connection);
        channel.pipeline().remove(NOTHING_YET);
        shelf.hope(connection);
        return new Dialled.Ready(connection);
    }

    /** One attempt: a socket that reads nothing until somebody asks. */
    private ChannelFuture connect(InetSocketAddress address, Way way, List<InetAddress> source) {
        int high = (int) Math.max(32 * 1024, terms.limits().inFlight().bytes() / 2);
        var from = source.stream().filter(own -> own.getClass() == address.getAddress().getClass()).findFirst();
        var bootstrap = new Bootstrap()
            .group(context.loop())
            .channel(loops.socket())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            // the race has the one deadline for all addresses together
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            // a failed write must not throw away a response that is already here
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
            .handler(NOTHING_YET);
        // TLS keeps pieces of records over turns of the loop, and would keep the shared buffer from the others
        if (!(way instanceof Way.Tls)) bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, context.originReads());
        return from.isPresent() ? bootstrap.connect(address, new InetSocketAddress(from.get(), 0)) : bootstrap.connect(address);
    }

    private static final ChannelHandler NOTHING_YET = new Sharable();

    @ChannelHandler.Sharable
    private static final class Sharable extends ChannelInboundHandlerAdapter {}

    /** Takes a connection that is ready for another request. */
    void pool(UpstreamConnection connection, Shelf shelf) {
        var waiter = shelf.nextWaiter();
        if (waiter == null && idle >= terms.origins().idleMax()) {
            connection.close();
            return;
        }
        shelf.putIdle(connection);
        idle++;
        connection.shelved(terms.origins().idle());
        if (waiter != null) waiter.retry();
    }

    /** A connection is gone, whatever it was doing. */
    void gone(UpstreamConnection connection, Shelf shelf) {
        if (shelf.removeIdle(connection)) idle--;
        shelf.hopeNoMore(connection);
        closed(shelf);
    }

    private void closed(Shelf shelf) {
        shelf.closed();
        open--;
        roomOn(shelf);
        if (shelf.isUnused()) shelves.remove(shelf.destination, shelf);
    }

    private void roomOn(Shelf shelf) {
        var waiter = shelf.nextWaiter();
        if (waiter != null) waiter.retry();
    }

    /**
     * These members of an upstream are gone, as those know who watch it, and no others. Who is being connected to one, or asked there what can be
     * asked elsewhere, hears of it at once, and whoever comes later; an answer that has begun goes on for as long as it flows.
     */
    public void lost(String upstream, Set<HostPort> members) {
        var former = lost;
        lost = new Lost(upstream, members);
        for (var shelf : List.copyOf(shelves.values())) if (lost.has(shelf.destination) && !former.has(shelf.destination)) shelf.lost(LOST);
    }

    /** Closes what is idle; the proxy stops, or the administrator asks. */
    public void closeIdle() {
        for (var shelf : List.copyOf(shelves.values())) {
            while (closedAnIdleOne(shelf)) { }
        }
    }

    /** Stops: closes what is idle and asks for no more names. */
    public void close() {
        closeIdle();
        terms.resolver().close();
    }

    /** Connections in use or being made; an estimate when asked from another thread. */
    public LongSupplier busyCount() {
        return () -> open - idle;
    }

    /** Idle pooled connections; an estimate when asked from another thread. */
    public LongSupplier idleCount() {
        return () -> idle;
    }
}
