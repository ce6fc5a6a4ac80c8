// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.console.Administered;
import dev.catena.console.Console;
import dev.catena.net.LookUpCounts;
import dev.catena.net.Loops;
import dev.catena.observe.AccessLogs;
import dev.catena.observe.ExchangeMetrics;
import dev.catena.observe.Journal;
import dev.catena.observe.LogLosses;
import dev.catena.observe.Metric;
import dev.catena.observe.Metrics;
import dev.catena.observe.MetricsPage;
import dev.catena.observe.Recent;
import dev.catena.store.disk.DiskTier;
import dev.catena.store.disk.FolderStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What watches the proxy: access logs, metrics, recent exchanges, and the console that shows them. */
final class Observation implements AutoCloseable {
    private final LogLosses losses = new LogLosses();
    private final AccessLogs logs = new AccessLogs(losses);
    private final Metrics metrics = new Metrics();
    private final Recent recent = new Recent();
    private final HitCount hits = new HitCount();
    private final Journal journal;
    private @Nullable Console console;

    Observation(ProxySettings settings) {
        var names = settings.listeners().stream().map(listener -> listener.name()).toList();
        journal = new Journal(List.of(new ExchangeMetrics(metrics, names), hits, recent, logs));
    }

    Journal journal() {
        return journal;
    }

    /** Starts what needs the server to stand. */
    void open(ProxyServer server, Administered administered, ProxySettings settings) throws IOException {
        logs.apply(settings.log());
        offer(Metric.CACHE_BYTES, server, it -> it.storage().memory().bytes());
        offer(Metric.CACHE_BYTES_MAX, server, it -> it.storage().memory().capacity());
        offer(Metric.CACHE_OBJECTS, server, it -> it.storage().memory().objects());
        offer(Metric.CACHE_EVICTIONS, server, it -> it.storage().memory().evictions());
        offer(Metric.CACHE_REJECTED, server, it -> it.storage().memory().rejected());
        offer(Metric.CACHE_PURGED, server, it -> it.storage().cache().stock().purged());
        metrics.offer(Metric.CACHE_BYTES_SENT, hits::bytesFromCache, "cache");
        metrics.offer(Metric.CACHE_BYTES_SENT, () -> hits.bytesSent() - hits.bytesFromCache(), "origin");
        offerDisk(server);
        metrics.offer(Metric.CONNECTIONS, () -> server.openings().clientConnections(), "client");
        metrics.offer(Metric.CONNECTIONS, () -> server.openings().originConnections() + server.openings().originIdle(), "origin");
        metrics.offer(Metric.TUNNELS_ACTIVE, () -> server.openings().tunnels());
        metrics.offer(Metric.TUNNEL_PIPES, () -> server.openings().tunnelPipes());
        metrics.offer(Metric.ACCESS_LOG_DROPPED, () -> losses.dropped().sum());
        metrics.offer(Metric.ACCESS_LOG_FAILURES, () -> losses.failures().sum());
        metrics.offer(Metric.BUILD_INFO, () -> 1, ProxyServer.version(), Runtime.version().toString());
        var started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        metrics.offer(Metric.START_TIME, () -> started);
        metrics.offer(Metric.JVM_DIRECT, Loops::directBytes, "netty");
        for (var outcome : LookUpCounts.Outcome.values()) {
            metrics.offer(Metric.DNS_LOOKUPS, () -> server.lookUps().of(outcome), outcome.word());
        }
        server.clients().offer(metrics);
        server.hops().offer(metrics);
        metrics.offer(Metric.LISTENER_CERTIFICATE, () -> server.certificates().entrySet().stream()
            .map(each -> Metrics.Sample.of(each.getValue().expires().getEpochSecond(), each.getKey())).toList());
        offer(Metric.LISTENER_HANDSHAKES_FAILED, server, it -> it.listeners().admissions().handshakesFailed());
        offerArray(server.array());
        offer(Metric.CONFIG_GENERATION, server, ProxyServer::generation);
        offer(Metric.CONFIG_LAST_RELOAD_SUCCESS, server, it -> it.lastReloadFailed() ? 0 : 1);
        console = Console.start(settings.console(), administered, new MetricsPage(metrics), recent).orElse(null);
    }

    /** Nothing where nobody agrees on anything. */
    private void offerArray(ArrayPlace array) {
        metrics.offer(Metric.ARRAY_MAJORITY, () -> array.quorum().map(quorum -> Metrics.Sample.of(quorum.hindrance().isEmpty() ? 1 : 0)).stream().toList());
        metrics.offer(Metric.ARRAY_EPOCH, () -> array.standing().map(standing -> Metrics.Sample.of(standing.epoch())).stream().toList());
        metrics.offer(Metric.ARRAY_SETTINGS_IN_FORCE, () -> array.standing().map(standing -> Metrics.Sample.of(standing.trouble().isEmpty() ? 1 : 0)).stream().toList());
    }

    private void offerDisk(ProxyServer server) {
        offerFolders(Metric.CACHE_DISK_UP, server, folder -> folder.isUp() ? 1 : 0);
        offerFolders(Metric.CACHE_DISK_BYTES, server, FolderStatus::bytes);
        offerFolders(Metric.CACHE_DISK_BYTES_MAX, server, FolderStatus::bytesMax);
        offerFolders(Metric.CACHE_DISK_WAITING, server, FolderStatus::waitingBytes);
        offer(Metric.CACHE_DISK_OBJECTS, server, it -> it.storage().disk().map(DiskTier::objects).orElse(0L));
        offer(Metric.CACHE_DISK_STORED, server, it -> it.storage().diskCounts().stored());
        offer(Metric.CACHE_DISK_FOUND, server, it -> it.storage().diskCounts().found());
        offer(Metric.CACHE_DISK_REFUSED, server, it -> it.storage().diskCounts().refused());
        offer(Metric.CACHE_DISK_EVICTED, server, it -> it.storage().diskCounts().evicted());
        offer(Metric.CACHE_DISK_DAMAGED, server, it -> it.storage().diskCounts().damaged());
        offer(Metric.CACHE_DISK_ERRORS, server, it -> it.storage().diskCounts().errors());
    }

    private void offerFolders(Metric metric, ProxyServer server, ToDoubleFunction<FolderStatus> value) {
        metrics.offer(metric, () -> server.storage().folders().stream().map(folder -> Metrics.Sample.of(value.applyAsDouble(folder), folder.path())).toList());
    }

    private void offer(Metric metric, ProxyServer server, ToDoubleFunction<ProxyServer> value) {
        metrics.offer(metric, () -> value.applyAsDouble(server));
    }

    void use(ProxySettings settings) {
        logs.apply(settings.log());
        logs.reopen();
    }

    Optional<InetSocketAddress> consoleAddress() {
        return Optional.ofNullable(console).map(Console::address);
    }

    HitCount hits() {
        return hits;
    }

    @Override
    public void close() {
        logs.close();
        // last: until here /readyz says that the proxy drains
        if (console != null) console.close();
    }
}
