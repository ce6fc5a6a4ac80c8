// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Doubted;
import dev.catena.array.MemberDuties;
import dev.catena.array.Membership;
import dev.catena.array.SharedCopy;
import dev.catena.array.SharedSettings;
import dev.catena.base.FailureWords;
import dev.catena.console.Hypothesis;
import dev.catena.doctor.Check;
import dev.catena.doctor.Doctor;
import dev.catena.exchange.Census;
import dev.catena.exchange.Explainer;
import dev.catena.exchange.Explanation;
import dev.catena.exchange.ExchangeIds;
import dev.catena.exchange.Prober;
import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Renewals;
import dev.catena.exchange.Rounds;
import dev.catena.exchange.Snapshot;
import dev.catena.exchange.Warming;
import dev.catena.exchange.Worker;
import dev.catena.exchange.Workers;
import dev.catena.http.RequestHead;
import dev.catena.identity.LogInEvent;
import dev.catena.listen.Listener;
import dev.catena.listen.ListenerSettings;
import dev.catena.net.LookUpCounts;
import dev.catena.net.Loops;
import dev.catena.net.OwnCertificate;
import dev.catena.net.OwnSockets;
import dev.catena.net.Resolution;
import dev.catena.net.Resolver;
import dev.catena.route.Turns;
import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsDiff;
import dev.catena.upstream.Upstreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a process: starts, takes new settings while it runs, drains, stops.
 *
 * <p>All methods may be called from any thread but the event loops.
 */
public final class ProxyServer implements AutoCloseable {
    private final SettingsSource source;
    private final Loops loops;
    private final Workers workers;
    private final Census census = new Census();
    private final OwnSockets own;
    private final LookUpCounts lookUps = new LookUpCounts();
    private final Storage storage;
    private final Observation observation;
    private final ClientProofs clients;
    private final HopProofs hops;
    private final ArrayPlace array;
    private final Purges purges;
    private final UpstreamTables tables;
    private final Wiring wiring;
    private final OpenListeners listeners;
    private final AtomicInteger warmed = new AtomicInteger();
    private final Prober prober;
    private final Rounds rounds;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile Snapshot snapshot;
    private volatile ProxySettings settings;
    /** What of them the array agreed on. */
    private volatile SharedSettings shared = SharedSettings.NONE;
    private volatile boolean draining;
    private volatile long generation = 1;
    private volatile boolean lastReloadFailed;

    private ProxyServer(SettingsSource source, ProxySettings settings, InstantSource clock, boolean serving) throws IOException {
        this.source = source;
        this.settings = settings;
        var random = new SecureRandom();
        var pseudonym = settings.name().isEmpty() ? "catena-" + HexFormat.of().toHexDigits(random.nextInt()) : settings.name();
        loops = new Loops(settings.transport(), settings.threads());
        own = new OwnSockets(List.of());
        storage = new Storage(settings.cache(), clock);
        observation = new Observation(settings);
        hops = new HopProofs(settings.identity(), clock, random);
        clients = new ClientProofs(settings.identity(), hops.tickets(), clock, random);
        array = new ArrayPlace(settings, hops.health(), clock);
        purges = new Purges(storage.cache(), array);
        tables = new UpstreamTables(this::membersChanged);
        wiring = new Wiring(pseudonym, own, storage.cache(), clients, hops, array, tables, lookUps, observation.journal(), clock);
        try {
            snapshot = wiring.snapshot(settings);
            wiring.inForce(settings);
        } catch (IOException | RuntimeException failure) {
            loops.close();
            clients.close();
            hops.close();
            throw failure;
        }
        var hosts = Wiring.hosts(settings);
        var turns = new AtomicInteger();
        var renewals = new Renewals(clock);
        workers = new Workers(loops.contexts().stream()
            .map(context -> new Worker(context, new Upstreams(context, loops, wiring.terms(settings, context, hosts)),
                () -> snapshot, census, new ExchangeIds(random), new Turns(turns.getAndIncrement()), renewals))
            .toList());
        listeners = new OpenListeners(loops, workers);
        prober = new Prober(workers.all().getFirst());
        rounds = new Rounds(workers.all().getFirst());
        if (!serving) return;
        prober.reconsider();
        rounds.reconsider();
        try {
            shared = SettingsSource.kept(settings);
            hops.tell(array.logInKey(settings), array::tell);
            clients.tell(array::tell);
            storage.cache().tell(array::tell);
            storage.useDisk(settings.cache());
            listeners.prepare(settings.doors()).carryOut();
            observation.open(this, new Administration(this, observation, pseudonym, clock), settings);
            ownSocketsChanged();
            tables.use(settings.upstreams());
            array.join(settings, new Duties(), this::addresses, this::membersChanged);
        } catch (IOException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /**
     * Reads the settings and starts.
     *
     * @param settingsFile null for the initial settings
     * @param overrides {@code key=value}
     * @throws SettingsFaults if the settings have a fault
     * @throws IOException if an address cannot be had
     */
    public static ProxyServer start(@Nullable Path settingsFile, List<String> overrides, InstantSource clock) throws IOException {
        return start(settingsFile, overrides, usable(new SettingsSource(settingsFile, overrides).read()), clock);
    }

    /**
     * Starts with settings that were read already.
     *
     * @param settingsFile where they came from, and where a reload will read; null for the initial settings
     * @param overrides {@code key=value}, which are in the settings and will be in those of a reload
     * @throws IOException if an address cannot be had
     */
    public static ProxyServer start(@Nullable Path settingsFile, List<String> overrides, ProxySettings settings, InstantSource clock)
        throws IOException {
        return new ProxyServer(new SettingsSource(settingsFile, overrides), settings, clock, true);
    }

    /**
     * A proxy that nobody reaches: all it is made of but its sockets. It can be asked what it would do.
     *
     * @throws IOException if accounts or a password cannot be read
     */
    public static ProxyServer still(ProxySettings settings, InstantSource clock) throws IOException {
        return new ProxyServer(new SettingsSource(null, List.of()), settings, clock, false);
    }

    /**
     * What would become of a request; changes nothing.
     *
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    public Explanation explain(Hypothesis hypothesis) {
        return Explainer.explain(snapshot, hypothesis.question(settings.listeners().getFirst().name()));
    }

    /** Looks at everything that can be wrong, and goes to the upstreams; takes seconds. */
    public List<Check> examine(Rehearsal.Extent extent) {
        var now = settings;
        var addresses = listeners.all().stream().collect(Collectors.toMap(Listener::name, Listener::address));
        var hops = new ArrayList<>(now.upstreams());
        array.others(now).ifPresent(hops::add);
        return Doctor.examine(Examinations.of(now, hops, storage.folders(), addresses, array.quorum(), workers.all().getFirst(), extent));
    }

    private static ProxySettings usable(Reading<ProxySettings> reading) {
        return switch (reading) {
            case Reading.Usable<ProxySettings>(var settings, _) -> settings;
            case Reading.Faulty<ProxySettings>(var faults) -> throw new SettingsFaults(faults);
        };
    }

    private void ownSocketsChanged() {
        var sockets = new ArrayList<InetSocketAddress>();
        listeners.all().forEach(listener -> sockets.add(listener.address()));
        observation.consoleAddress().ifPresent(sockets::add);
        own.replace(sockets);
    }

    /** Where that listener listens. */
    public InetSocketAddress address(String listener) {
        return listeners.address(listener);
    }

    /** Where the console listens, if it is on. */
    public Optional<InetSocketAddress> consoleAddress() {
        return observation.consoleAddress();
    }

    /**
     * Reads the settings again and puts them in force: listeners stay, running exchanges end as they began.
     *
     * @return what changed, a line each
     * @throws SettingsFaults if the settings have a fault; then nothing changed
     * @throws IOException if a new listener's address cannot be had; then nothing changed
     */
    public synchronized List<SettingsDiff.Change> reload() throws IOException {
        lastReloadFailed = true; // until it has not
        var changes = use(usable(source.read(shared)));
        lastReloadFailed = false;
        array.lookAgain();
        return changes;
    }

    /** Puts them in force as a whole, or changes nothing. */
    private List<SettingsDiff.Change> use(ProxySettings wanted) throws IOException {
        var changes = SettingsDiff.between(settings, wanted);
        var next = wiring.snapshot(wanted);
        var otherListeners = listeners.prepare(wanted.doors());
        storage.use(wanted.cache());
        observation.use(wanted);
        var hosts = Wiring.hosts(wanted);
        for (var worker : workers.all()) {
            var terms = wiring.terms(wanted, worker.context(), hosts);
            worker.context().execute(() -> worker.upstreams().replace(terms));
        }
        snapshot = next;
        wiring.inForce(wanted);
        settings = wanted;
        tables.use(wanted.upstreams());
        prober.reconsider();
        rounds.reconsider();
        otherListeners.carryOut();
        ownSocketsChanged();
        generation++;
        return changes;
    }

    /** As everything else here looks up names; waits as long as `dns` lets it. Not for an event loop. */
    private List<InetAddress> addresses(String name) {
        var worker = workers.all().getFirst();
        var found = new CompletableFuture<Resolution>();
        worker.context().execute(() -> worker.upstreams().resolve(name).whenComplete((resolution, mistake) -> {
            if (mistake == null) found.complete(resolution);
            else found.completeExceptionally(mistake);
        }));
        return switch (found.orTimeout(settings.dns().timeout().multipliedBy(Resolver.TIMEOUTS_MAX + 1).toMillis(), TimeUnit.MILLISECONDS).handle((resolution, _) -> resolution).join()) {
            case Resolution.Addresses(var addresses) -> addresses;
            case null, default -> List.of();
        };
    }

    /**
     * What these shared settings would change; puts nothing in force.
     *
     * @throws SettingsFaults if they have a fault, or this member's own file has
     */
    List<SettingsDiff.Change> foresee(SharedSettings proposed) {
        return SettingsDiff.between(settings, usable(source.read(proposed)));
    }

    /** What the other members ask of this one. */
    private final class Duties implements MemberDuties {
        @Override
        public int purge(String kind, String text) {
            return purges.here(kind, text);
        }

        @Override
        public void doubt(Doubted doubted) {
            storage.cache().doubt(doubted.urls(), doubted.names());
        }

        @Override
        public String obey(SharedSettings wanted) {
            return ProxyServer.this.obey(wanted);
        }

        @Override
        public void heard(LogInEvent event) {
            clients.heard(event);
            hops.heard(event);
        }

        @Override
        public List<LogInEvent> refusals() {
            return hops.refusals();
        }
    }

    private synchronized String obey(SharedSettings wanted) {
        if (draining || wanted.equals(shared)) return "";
        try {
            use(usable(source.read(wanted)));
            SharedCopy.save(settings.array().home(), wanted);
            shared = wanted;
            return "";
        } catch (SettingsFaults faulty) {
            return faulty.faults().stream().filter(Fault::isError).map(Fault::sentence).collect(Collectors.joining("; "));
        } catch (IOException failure) {
            return FailureWords.of(failure);
        }
    }

    /** The array has other members, or one of them is in another state. */
    private synchronized void membersChanged() {
        if (draining) return;
        try {
            snapshot = wiring.renewed(snapshot, settings);
            wiring.membersInForce(settings);
            snapshot.array().ifPresent(this::tellLosses);
        } catch (IOException unreadable) {
            System.getLogger(ProxyServer.class.getName()).log(System.Logger.Level.ERROR, "the members of an array changed, and the change is not used: " + unreadable.getMessage());
        }
    }

    /** Nobody waits for a member that is gone: whoever can, asks the next. */
    private void tellLosses(Membership array) {
        workers.all().forEach(worker -> worker.context().execute(() -> worker.upstreams().lost(array.settings().name(), array.lost())));
    }

    /**
     * Fetches a URL so that it is in the cache, as this proxy itself; waits for that.
     *
     * @param listener empty for the first
     * @throws IllegalArgumentException if there is no such listener
     */
    Warming.Result warm(String listener, RequestHead request, Duration within) throws InterruptedException {
        var name = listener(listener).name();
        return Warming.fetch(workers.all().get(Math.floorMod(warmed.getAndIncrement(), workers.all().size())), name, request, within);
    }

    /**
     * The settings of a listener.
     *
     * @param name empty for the first
     * @throws IllegalArgumentException if there is none of that name
     */
    ListenerSettings listener(String name) {
        var all = settings.doors();
        return all.stream().filter(each -> name.isEmpty() || each.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
            "there is no listener '%s'; there are %s".formatted(name, String.join(", ", all.stream().map(ListenerSettings::name).toList()))));
    }

    /** As this member sees the array it is in. */
    Optional<Membership> membership() {
        return snapshot.array();
    }

    /** Forgets what is stored. */
    Purges purges() {
        return purges;
    }

    /** The array this proxy is a member of, or is not. */
    ArrayPlace array() {
        return array;
    }

    /** The settings in force. */
    public ProxySettings settings() {
        return settings;
    }

    /** What the listeners that speak TLS show, by their names. */
    Map<String, OwnCertificate> certificates() {
        return snapshot.doors().entrySet().stream().filter(door -> door.getValue().tls().isPresent())
            .collect(Collectors.toMap(Map.Entry::getKey, door -> door.getValue().tls().orElseThrow().own()));
    }

    OpenListeners listeners() {
        return listeners;
    }

    Optional<Path> settingsFile() {
        return Optional.ofNullable(source.file());
    }

    Storage storage() {
        return storage;
    }

    /** Counts the settings applied since the start. */
    long generation() {
        return generation;
    }

    ClientProofs clients() {
        return clients;
    }

    HopProofs hops() {
        return hops;
    }

    LookUpCounts lookUps() {
        return lookUps;
    }

    boolean lastReloadFailed() {
        return lastReloadFailed;
    }

    /** As the jar's manifest says; classes that come from a folder have none. */
    public static String version() {
        var version = ProxyServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    boolean isReady() {
        return !draining && closed.getCount() > 0;
    }

    /** What is open now. */
    public Openings openings() {
        return new Openings(census.clientConnections.sum(), census.exchanges.sum(), census.tunnels.sum(),
            workers.all().stream().mapToLong(worker -> worker.upstreams().busyCount().getAsLong()).sum(),
            workers.all().stream().mapToLong(worker -> worker.upstreams().idleCount().getAsLong()).sum(),
            loops.pipesInUse(), storage.cache().openFetches(), storage.memory().openWriters());
    }

    /** Takes nothing more, lets running exchanges end within {@code timeouts.drain}, then stops. */
    @Override
    public synchronized void close() {
        if (closed.getCount() == 0) return;
        draining = true;
        tables.close();
        array.close();
        listeners.drain();
        long end = System.nanoTime() + settings.timeouts().drain().toNanos();
        while (census.exchanges.sum() + census.tunnels.sum() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        listeners.close();
        workers.all().forEach(worker -> worker.context().execute(() -> worker.upstreams().close()));
        observation.close();
        loops.close();
        clients.close();
        hops.close();
        storage.close();
        closed.countDown();
    }

    /** Returns when the proxy has stopped. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** The settings cannot be used: at least one fault is an error. */
    public static final class SettingsFaults extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<Fault> faults;

        SettingsFaults(List<Fault> faults) {
            super(String.join("\n", faults.stream().map(Fault::toString).toList()));
            this.faults = List.copyOf(faults);
        }

        public List<Fault> faults() {
            return faults;
        }
    }
}
