// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.Membership;
import dev.catena.array.Quorum;
import dev.catena.array.SharedSettings;
import dev.catena.array.WriteOutcome;
import dev.catena.base.FailureWords;
import dev.catena.cache.Cache;
import dev.catena.console.Administered;
import dev.catena.console.CacheReport;
import dev.catena.console.Hypothesis;
import dev.catena.console.Readiness;
import dev.catena.console.ReloadOutcome;
import dev.catena.console.SharedWrite;
import dev.catena.console.StatusReport;
import dev.catena.doctor.Check;
import dev.catena.exchange.Explanation;
import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Warming;
import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.settings.Fault;
import dev.catena.settings.HostPort;
import dev.catena.settings.SettingsDiff;
import dev.catena.store.MemoryStore;
import dev.catena.store.disk.FolderStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server as the console sees it. */
final class Administration implements Administered {
    private final ProxyServer server;
    private final Observation observation;
    private final String pseudonym;
    private final InstantSource clock;
    private volatile StatusReport.@Nullable LastReload lastReload;

    Administration(ProxyServer server, Observation observation, String pseudonym, InstantSource clock) {
        this.server = server;
        this.observation = observation;
        this.pseudonym = pseudonym;
        this.clock = clock;
    }

    @Override
    public StatusReport status() {
        var open = server.openings();
        var store = server.storage().memory();
        return new StatusReport(pseudonym, ProxyServer.version(), ProcessHandle.current().pid(),
            Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
            server.settingsFile().map(Path::toString).orElse(""), server.generation(),
            server.listeners().all().stream()
                .map(listener -> new StatusReport.Listener(listener.name(), listener.address(), listener.connectionCount()))
                .toList(),
            server.hops().members().stream().map(Administration::member).toList(),
            new StatusReport.Cache(store.bytes(), store.capacity(), store.objects(), observation.hits().hits(), observation.hits().misses(), server.storage().folders()),
            new StatusReport.Open(open.clientConnections(), open.originConnections() + open.originIdle(), open.exchanges(), open.tunnels()),
            lastReload);
    }

    private static StatusReport.Member member(HopProofs.Member member) {
        var standing = member.standing();
        return new StatusReport.Member(standing.member().upstream(), standing.member().address().toString(), standing.up(),
            standing.since(), standing.cause(), member.expectation().words());
    }

    @Override
    public Readiness readiness() {
        return server.isReady()
            ? new Readiness.Ready()
            : new Readiness.NotReady("draining: %d exchanges are open".formatted(server.openings().exchanges()));
    }

    @Override
    public ReloadOutcome reload() {
        try {
            var changes = server.reload().stream().map(SettingsDiff.Change::toString).toList();
            return noted(new ReloadOutcome.Applied(server.generation(), changes), changes);
        } catch (ProxyServer.SettingsFaults faulty) {
            var faults = faulty.faults().stream().map(Fault::toString).toList();
            return noted(new ReloadOutcome.Rejected(faults), faults);
        } catch (IOException failure) {
            var fault = List.of(FailureWords.of(failure));
            return noted(new ReloadOutcome.Rejected(fault), fault);
        }
    }

    @Override
    public Explanation explain(Hypothesis hypothesis) {
        return server.explain(hypothesis);
    }

    @Override
    public CacheReport cacheReport() {
        var store = server.storage().memory();
        var hits = observation.hits();
        return new CacheReport(
            tiers(store),
            hits.byResult(), hits.bytesSent(), hits.bytesFromCache(), cache().stock().purged(), cache().arrivals());
    }

    private List<CacheReport.Tier> tiers(MemoryStore store) {
        var memory = new CacheReport.Tier(store.tier(), store.bytes(), store.capacity(), store.objects(), store.evictions(), store.rejected());
        var disk = server.storage().disk();
        if (disk.isEmpty()) return List.of(memory);
        var folders = disk.get().folders();
        var counts = server.storage().diskCounts();
        return List.of(memory, new CacheReport.Tier(disk.get().tier(), folders.stream().mapToLong(FolderStatus::bytes).sum(),
            folders.stream().mapToLong(FolderStatus::bytesMax).sum(), disk.get().objects(), counts.evicted(), counts.refused()));
    }

    @Override
    public Cache cache() {
        return server.storage().cache();
    }

    @Override
    public List<FieldName> targets(String listener) {
        return server.listener(listener).targets(server.settings().cache().targets());
    }

    @Override
    public List<Acknowledgement> purge(String kind, String text) {
        return server.purges().everywhere(kind, text);
    }

    @Override
    public Warming.Result warm(String listener, RequestHead request, Duration within) throws InterruptedException {
        return server.warm(listener, request, within);
    }

    @Override
    public Optional<Membership> array() {
        return server.membership();
    }

    @Override
    public List<Acknowledgement> drain(HostPort member, boolean drained) {
        return server.array().drain(member, drained);
    }

    @Override
    public Agreed agreed() {
        return server.array().known();
    }

    @Override
    public Optional<Quorum> quorum() {
        return server.array().quorum();
    }

    @Override
    public SharedWrite putShared(long read, String text, boolean trial) {
        List<String> changes;
        try {
            changes = server.foresee(new SharedSettings(read + 1, text, "", Instant.EPOCH)).stream().map(SettingsDiff.Change::toString).toList();
        } catch (ProxyServer.SettingsFaults faulty) {
            return new SharedWrite.Faulty(faulty.faults().stream().map(Fault::toString).toList());
        }
        if (trial) return new SharedWrite.Foreseen(changes);
        var outcome = server.array().write(read, text);
        return new SharedWrite.Put(outcome, changes, outcome instanceof WriteOutcome.Written(long epoch) ? server.array().obedience(epoch) : List.of());
    }

    @Override
    public WriteOutcome admit(String id, boolean admit) {
        return server.array().admit(id, admit);
    }

    @Override
    public List<Check> examine(Rehearsal.Extent extent) {
        return server.examine(extent);
    }

    private ReloadOutcome noted(ReloadOutcome outcome, List<String> lines) {
        lastReload = new StatusReport.LastReload(Instant.ofEpochMilli(clock.millis()), outcome instanceof ReloadOutcome.Applied, lines);
        return outcome;
    }
}
