// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.IpAddress;
import dev.catena.http.Refusal;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Turns the host of a URL into addresses: what is written as an address is one, then {@code dns.hosts}, the machine's own
 * table, what was found lately, and at last the name servers, about IPv4 and IPv6 at once. Requests for one name that come
 * together ask once.
 *
 * <p>Owner: one event loop, which alone calls it and completes its answers. What is remembered and what runs are bounded.
 */
public final class Resolver implements AutoCloseable {
    /** Names that are looked up at the same time, on one event loop. */
    public static final int LOOK_UPS_MAX = 4096;
    /** A look-up ends after so many times {@code dns.timeout}, however many servers are left to be asked. */
    public static final int TIMEOUTS_MAX = 3;
    /** How long it is remembered that nobody could tell (RFC 9520 §3.2); not longer than {@code dns.negative-ttl}. */
    public static final Duration UNKNOWN_TTL = Duration.ofSeconds(1);

    private static final List<InetAddress> LOOPBACK = List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1"));

    private final EventLoop loop;
    private final DnsSettings settings;
    private final HostsTable hosts;
    private final LookUpCounts counts;
    private final NameCache cache;
    private final DnsNameResolver client;
    private final Map<String, LookUp> running = new HashMap<>();

    /** May be called on any thread; opens no socket yet. */
    public Resolver(EventLoop loop, DnsSettings settings, HostsTable hosts, LookUpCounts counts, InstantSource clock) {
        this.loop = loop;
        this.counts = counts;
        this.settings = settings;
        this.hosts = hosts;
        this.cache = new NameCache(settings.entriesMax(), clock);
        this.client = NameServers.client(loop, settings, this::saw);
    }

    /**
     * The addresses of a host as a URL writes it, IPv6 without brackets. Already completed when no question had to be sent.
     * A last dot makes a name absolute: the search list of the machine is left out then.
     */
    public CompletionStage<Resolution> resolve(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        var remembered = cache.get(name);
        if (remembered != null) return remembered;
        var shared = running.get(name);
        if (shared != null) return shared.answer();
        return withoutAsking(name)
            .<CompletionStage<Resolution>>map(CompletableFuture::completedFuture)
            .orElseGet(() -> ask(name));
    }

    /** Ends what runs; nobody asks afterwards. */
    @Override
    public void close() {
        client.close();
        var ended = Map.copyOf(running);
        running.clear();
        ended.forEach((name, lookUp) -> lookUp.end(new Resolution.Failed(LookUpFailure.shuttingDown(name))));
    }

    private Optional<Resolution> withoutAsking(String name) {
        var literal = IpAddress.ofHost(name);
        if (literal.isPresent()) return found(List.of(literal.get()));
        if (IpAddress.endsInNumber(name)) return failed(LookUpFailure.oddNumber(name));
        var canonical = HostNames.canonical(name);
        if (!HostNames.isName(canonical)) return failed(LookUpFailure.notAName(name));
        var fixed = hosts.addresses(canonical);
        if (!fixed.isEmpty()) return found(fixed);
        if (HostNames.isLocalhost(canonical)) return found(LOOPBACK);
        return running.size() >= LOOK_UPS_MAX ? failed(LookUpFailure.tooMany(running.size())) : Optional.empty();
    }

    private static Optional<Resolution> found(List<InetAddress> addresses) {
        return Optional.of(new Resolution.Addresses(addresses));
    }

    private static Optional<Resolution> failed(Refusal refusal) {
        return Optional.of(new Resolution.Failed(refusal));
    }

    private CompletionStage<Resolution> ask(String name) {
        var lookUp = new LookUp();
        running.put(name, lookUp);
        var asking = client.resolveAll(name);
        var deadline = loop.schedule(() -> giveUp(name, lookUp, asking), TIMEOUTS_MAX * settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        asking.addListener(_ -> {
            deadline.cancel(false);
            if (running.remove(name, lookUp)) settle(name, lookUp, asking);
        });
        return lookUp.answer();
    }

    private void settle(String name, LookUp lookUp, Future<List<InetAddress>> asking) {
        if (asking.isSuccess() && !asking.getNow().isEmpty()) {
            var resolution = new Resolution.Addresses(asking.getNow());
            counts.count(LookUpCounts.Outcome.FOUND);
            cache.put(name, resolution, lifetime(lookUp));
            lookUp.end(resolution);
            return;
        }
        counts.count(LookUpFailure.isCertain(asking.cause()) ? LookUpCounts.Outcome.NOT_FOUND : LookUpCounts.Outcome.FAILED);
        var resolution = new Resolution.Failed(LookUpFailure.of(name, asking.cause()));
        cache.put(name, resolution, LookUpFailure.isCertain(asking.cause()) ? settings.negativeTtl() : shorter(UNKNOWN_TTL, settings.negativeTtl()));
        lookUp.end(resolution);
    }

    private void giveUp(String name, LookUp lookUp, Future<?> asking) {
        if (!running.remove(name, lookUp)) return;
        asking.cancel(false);
        counts.count(LookUpCounts.Outcome.TIMEOUT);
        var resolution = new Resolution.Failed(LookUpFailure.timeout(name));
        cache.put(name, resolution, shorter(UNKNOWN_TTL, settings.negativeTtl()));
        lookUp.end(resolution);
    }

    private Duration lifetime(LookUp lookUp) {
        var told = Duration.ofSeconds(lookUp.ttlSecondsOr(settings.ttlMin().toSeconds()));
        if (told.compareTo(settings.ttlMin()) < 0) return settings.ttlMin();
        return shorter(told, settings.ttlMax());
    }

    /**
     * A name server gave an address. The name may be one that the machine's search list made of a name that runs, so every
     * name it begins with is told the time to live; the address itself counts only for the very name.
     */
    private void saw(String answeredName, InetAddress address, long ttlSeconds) {
        var name = HostNames.canonical(answeredName);
        for (var exact : List.of(name, name + ".")) {
            var lookUp = running.get(exact);
            if (lookUp != null) lookUp.saw(address, ttlSeconds, loop);
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            var lookUp = running.get(name.substring(0, dot));
            if (lookUp != null) lookUp.sawTtl(ttlSeconds);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
