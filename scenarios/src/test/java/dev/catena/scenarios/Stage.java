// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import dev.catena.testkit.LeakCheck;
import dev.catena.testkit.Origin;
import dev.catena.testkit.Patience;
import dev.catena.testkit.TestClock;
import dev.catena.testkit.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scenario plays on: origins by name, the real server in this process, and the clock.
 *
 * <p>Set the origins up first, then the proxy: the proxy's {@code dns.hosts} knows the origins there are. How a name finds the
 * origin's ephemeral port is told in {@link Spelling}. When the scenario is over, {@link #close()} checks that nothing is left
 * behind and that every origin was asked what its script says.
 */
public final class Stage implements AutoCloseable {
    private final Duration leakPatience;
    private final TestClock clock = new TestClock();
    private final Map<String, Origin> origins = new LinkedHashMap<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private final Path folder;

    Stage() {
        this(Patience.USUAL);
    }

    /** A stage that waits {@code leakPatience} for what should end by itself. */
    Stage(Duration leakPatience) {
        this.leakPatience = leakPatience;
        NettyLeaks.watch();
        try {
            folder = Files.createTempDirectory("catena-stage");
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for a scenario", e);
        }
    }

    /** The time of the server and of the origins. */
    public TestClock clock() {
        return clock;
    }

    /** A folder that is gone after the scenario. */
    public Path folder() {
        return folder;
    }

    /** The origin of that name; made when it is named for the first time, for the test to program. */
    public Origin origin(String name) {
        return origins.computeIfAbsent(name, this::newOrigin);
    }

    /** The origin of that name, which expects {@code transcript} after what it already expects. */
    public Origin origin(String name, String transcript) {
        var origin = origin(name);
        return origin.follow(Transcript.parse(transcript, spelling()::respell));
    }

    /** The origin of that name, with a program that answers what no script speaks of. */
    public Origin origin(String name, Origin.Answerer program) {
        return origin(name).onRequest(program);
    }

    /** Starts the server with these settings over the {@link StageSettings} every scenario has. */
    public Proxy proxy(String... yaml) {
        return proxy(clock, yaml);
    }

    /** The same, for clients and origins that look at clocks of their own. */
    public Proxy proxyInRealTime(String... yaml) {
        return proxy(InstantSource.system(), yaml);
    }

    private Proxy proxy(InstantSource time, String... yaml) {
        var number = proxies.size() + 1;
        var settings = new StageSettings(folder.resolve("catena-%d.yaml".formatted(number)),
                folder.resolve("access-%d.log".formatted(number)), ports());
        var proxy = new Proxy(settings, List.of(yaml), spelling(), time, this::complaint);
        proxies.add(proxy);
        return proxy;
    }

    /** Ends one of the servers before the stage is over, as its administrator would. */
    public void end(Proxy proxy) {
        if (!proxies.remove(proxy)) throw new IllegalArgumentException("it has ended already");
        proxy.leave(leakPatience);
    }

    /** How this stage writes the names of its origins. */
    Spelling spelling() {
        return new Spelling(ports());
    }

    private Map<String, Integer> ports() {
        var ports = new LinkedHashMap<String, Integer>();
        origins.forEach((name, origin) -> ports.put(name, origin.port()));
        return ports;
    }

    /**
     * Ends everything in order, and fails with all that is wrong: leaks of the server first, then the origins' complaints. What
     * was ended is forgotten: a second call finds nothing to do.
     */
    @Override
    public void close() {
        var faults = new Faults();
        // The last was told of those before it, and keeps connections to them for its own next request.
        proxies.reversed().forEach(proxy -> faults.collect(() -> proxy.leave(leakPatience)));
        faults.collect(() -> new LeakCheck().threads("catena-").check(leakPatience));
        origins.values().forEach(origin -> faults.collect(origin::verify));
        origins.values().forEach(origin -> faults.collect(origin::close));
        faults.collect(NettyLeaks::verifyNone);
        faults.collect(this::deleteFolder);
        proxies.clear();
        origins.clear();
        faults.throwFirst();
    }

    private Optional<AssertionError> complaint() {
        return origins.values().stream().map(Origin::complaint).flatMap(Optional::stream).findFirst();
    }

    private Origin newOrigin(String name) {
        if (!proxies.isEmpty()) {
            throw new IllegalStateException("set up the origin %s before the proxy, which learns its address at the start".formatted(name));
        }
        return Origin.start(clock);
    }

    private void deleteFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }
}
