// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RunningPeer;
import dev.catena.testkit.SteadyLoad;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members, each a process in a network of its own: one is killed, then cut off, then reached again, and nobody's request fails. */
class LossTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BRIDGE = "cat-br";
    private static final String HOST = "10.211.77.1";
    private static final int CLIENTS = 3128;
    private static final int URLS = 200;

    @TempDir
    Path folder;

    private final List<RunningPeer> members = new ArrayList<>();

    @BeforeEach
    void networks() {
        Peers.requireRoot();
        removeNetworks();
        ip("link add %s type bridge".formatted(BRIDGE));
        ip("addr add %s/24 dev %s".formatted(HOST, BRIDGE));
        ip("link set %s up".formatted(BRIDGE));
        for (int i = 1; i <= 3; i++) {
            ip("netns add cat%d".formatted(i));
            ip("link add cat-v%1$d type veth peer name eth0 netns cat%1$d".formatted(i));
            ip("link set cat-v%d master %s up".formatted(i, BRIDGE));
            ip("-n cat%d addr add %s/24 dev eth0".formatted(i, address(i)));
            ip("-n cat%d link set eth0 up".formatted(i));
            ip("-n cat%d link set lo up".formatted(i));
        }
    }

    @AfterEach
    void removeNetworks() {
        members.forEach(RunningPeer::close);
        members.clear();
        for (int i = 1; i <= 3; i++) {
            // a network takes its end of the pair along some time after it was removed
            Peers.require("ip").run(PATIENCE, folder, "link", "del", "cat-v" + i);
            Peers.require("ip").run(PATIENCE, folder, "netns", "del", "cat" + i);
        }
        Peers.require("ip").run(PATIENCE, folder, "link", "del", BRIDGE);
    }

    private void ip(String arguments) {
        Peers.require("ip").run(PATIENCE, folder, arguments.split(" ")).succeeded();
    }

    private static String address(int member) {
        return "10.211.77.1" + member;
    }

    @Test
    @Timeout(240)
    void one_is_killed_then_one_is_cut_off_and_no_request_fails() throws IOException {
        var origin = HttpServer.create(new InetSocketAddress(HOST, 0), 100);
        origin.createContext("/", exchange -> {
            try (exchange) {
                var page = ("page " + exchange.getRequestURI().getPath()).getBytes(UTF_8);
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        origin.start();
        try {
            for (int i = 1; i <= 3; i++) start(i);
            for (int i = 1; i <= 3; i++) awaitUp(i, 3);
            play(origin.getAddress());
        } finally {
            origin.stop(0);
        }
    }

    /** Answers of the origin wait while the member that is to be cut off asks for them; with a minute and a half for an answer, and a minute to connect. */
    @Test
    @Timeout(240)
    void what_was_asked_of_a_member_that_is_cut_off_is_asked_of_the_next_at_once() throws Exception {
        var held = new CountDownLatch(1);
        var holding = new AtomicBoolean();
        var waiting = new AtomicInteger();
        var origin = HttpServer.create(new InetSocketAddress(HOST, 0), 100);
        // threads of their own, for they wait: virtual ones share few carriers with those that read the members' output
        var threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        origin.setExecutor(threads);
        origin.createContext("/", exchange -> {
            try (exchange) {
                if (holding.get() && exchange.getRemoteAddress().getAddress().getHostAddress().equals(address(3))) {
                    waiting.incrementAndGet();
                    held.await();
                }
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write("page".getBytes(UTF_8));
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        origin.start();
        try {
            for (int i = 1; i <= 3; i++) start(i, "{connect: 60s, response: 90s}");
            for (int i = 1; i <= 3; i++) awaitUp(i, 3);
            var paths = pathsOf(owners(1, origin.getAddress()), address(3));
            assertThat(get(1, origin.getAddress(), paths.get(10)).call()).isEqualTo(200); // they are known to each other, and the password for right
            holding.set(true);
            var answers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 5; i++) answers.add(threads.submit(get(1, origin.getAddress(), paths.get(i))));
            Patience.until("the requests to be with the member", PATIENCE, () -> waiting.get() == 5);

            ip("link set cat-v3 down");
            long cut = System.nanoTime();
            for (int i = 5; i < 10; i++) answers.add(threads.submit(get(1, origin.getAddress(), paths.get(i)))); // these meet no connection at all
            for (var answer : answers) assertThat(answer.get(50, TimeUnit.SECONDS)).isEqualTo(200);
            System.out.printf("cut off: ten requests under way were answered by the next in order within %d ms%n", (System.nanoTime() - cut) / 1_000_000);
            assertThat(waiting.get()).as("asked of the member that was cut off").isEqualTo(5);
        } finally {
            held.countDown();
            origin.stop(0);
            threads.shutdownNow();
        }
    }

    private static Callable<Integer> get(int member, InetSocketAddress origin, String path) {
        return () -> {
            var way = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address(member), CLIENTS));
            return ((HttpURLConnection) URI.create("http://%s:%d%s".formatted(HOST, origin.getPort(), path)).toURL().openConnection(way)).getResponseCode();
        };
    }

    private void play(InetSocketAddress origin) throws IOException {
        awaitAgreeing(1, 2, 3);
        int lost = leader();
        var stay = IntStream.rangeClosed(1, 3).filter(member -> member != lost).toArray();
        var before = owners(lost, origin);
        assertThat(before.values()).contains(address(1), address(2), address(3));
        var loads = new ArrayList<SteadyLoad>();
        for (var path : pathsOf(before, address(lost)).subList(0, 3)) for (int member : stay) loads.add(load(member, origin, path));
        Patience.until("the load to flow", PATIENCE, () -> loads.stream().allMatch(load -> load.answered() > 20));
        var writer = new SettingsWriter(address(stay[0]));
        writer.awaitAcknowledged(3);

        members.get(lost - 1).handle().destroyForcibly();
        long killed = System.nanoTime();
        awaitUp(stay[0], 2);
        System.out.printf("killed: noticed by the engine after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        writer.awaitAcknowledged(3);
        System.out.printf("killed: settings were written again after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        var last = writer.finish();
        assertThat(moved(before, owners(stay[0], origin))).as("URLs that moved").containsOnly(address(lost));
        assertThat(owners(stay[1], origin)).isEqualTo(owners(stay[0], origin));
        start(lost);
        for (int member : stay) awaitUp(member, 3);
        awaitAgreeing(1, 2, 3);
        for (int member = 1; member <= 3; member++) awaitSettings(member, last);
        assertThat(owners(stay[0], origin)).isEqualTo(before);

        ip("link set cat-v%d down".formatted(lost));
        long cut = System.nanoTime();
        for (int member : stay) awaitUp(member, 2);
        System.out.printf("cut off: noticed by the engine after %d ms%n", (System.nanoTime() - cut) / 1_000_000);
        assertThat(moved(before, owners(stay[0], origin))).containsOnly(address(lost));
        awaitRefusedBySmallerPart(lost, stay, last);
        var meanwhile = SettingsWriter.write(address(stay[1]), last.epoch(), "cache: {stale-max: 77s}");
        assertThat(meanwhile.status()).as(meanwhile.text()).isEqualTo(200);
        assertThat(inNetworkOf(lost, "http://%s:%d/array.json".formatted(address(lost), CLIENTS))).contains("branch");

        ip("link set cat-v%d up".formatted(lost));
        long healed = System.nanoTime();
        for (int member = 1; member <= 3; member++) awaitUp(member, 3);
        System.out.printf("healed: one array again after %d ms%n", (System.nanoTime() - healed) / 1_000_000);
        awaitSettings(lost, new SettingsWriter.Settings(last.epoch() + 1, "cache: {stale-max: 77s}"));
        awaitAgreeing(1, 2, 3);
        var after = SettingsWriter.write(address(lost), last.epoch() + 1, "cache: {stale-max: 78s}");
        assertThat(after.status()).as(after.text()).isEqualTo(200);
        for (int member : stay) awaitSettings(member, new SettingsWriter.Settings(last.epoch() + 2, "cache: {stale-max: 78s}"));
        assertThat(owners(stay[0], origin)).isEqualTo(before);
        assertThat(owners(lost, origin)).isEqualTo(before);

        int answered = loads.stream().mapToInt(SteadyLoad::answered).sum();
        loads.forEach(SteadyLoad::finish);
        System.out.printf("load: %d requests answered, none failed%n", answered);
    }

    /** The one that is cut off knows after a while that it is alone; until then it does not know what becomes of a proposal. */
    private void awaitRefusedBySmallerPart(int lost, int[] others, SettingsWriter.Settings last) {
        Patience.until("the member that is cut off to see that it is alone", PATIENCE, () -> inNetworkOf(lost, "http://%s:3129/api/v1/array".formatted(address(lost))).contains("cannot be reached"));
        var refused = inNetworkOf(lost, "-X", "POST", "-H", "X-Catena-Command: 1", "-d", "cache: {stale-max: 66s}",
            "http://%s:3129/api/v1/array/settings?epoch=%d".formatted(address(lost), last.epoch()));
        assertThat(refused).contains("\"status\":503", "this member sees 1 of 3 voters (%s:3130), and 2 are needed; not seen: %s:3130, %s:3130".formatted(address(lost), address(others[0]),
            address(others[1])), "Nothing was changed");
    }

    private String inNetworkOf(int member, String... curl) {
        var command = new ArrayList<>(List.of("netns", "exec", "cat" + member, "curl", "-sS", "-m", "20"));
        command.addAll(List.of(curl));
        return Peers.require("ip").run(PATIENCE, folder, command.toArray(String[]::new)).out();
    }

    private int leader() throws IOException {
        var named = console(1, "/api/v1/array").replaceFirst("(?s).*\"leader\":\"10.211.77.1(.):3130\".*", "$1");
        return Integer.parseInt(named);
    }

    private void awaitAgreeing(int... all) {
        for (int member : all) {
            Patience.until("member %d to agree with the others".formatted(member), PATIENCE, () -> {
                try {
                    var status = console(member, "/api/v1/array");
                    return status.contains("\"hindrance\":\"\"") && status.contains("\"leader\":\"10.");
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    private void awaitSettings(int member, SettingsWriter.Settings wanted) {
        Patience.until("member %d to go by %s".formatted(member, wanted), PATIENCE, () -> {
            try {
                return SettingsWriter.read(address(member)).equals(wanted) && console(member, "/api/v1/array").matches("(?s).*\"member\":\"%s:3128\"[^}]*\"epoch\":%d,.*".formatted(address(member), wanted.epoch()));
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private SteadyLoad load(int member, InetSocketAddress origin, String path) {
        return SteadyLoad.start(new InetSocketAddress(address(member), CLIENTS), "GET http://%s:%d%s HTTP/1.1\nHost: %1$s:%2$d\n\n".formatted(HOST, origin.getPort(), path), 2, 20);
    }

    private static List<String> moved(Map<String, String> before, Map<String, String> after) {
        return before.entrySet().stream().filter(entry -> !entry.getValue().equals(after.get(entry.getKey()))).map(Map.Entry::getValue).toList();
    }

    private static List<String> pathsOf(Map<String, String> owners, String owner) {
        return owners.entrySet().stream().filter(entry -> entry.getValue().equals(owner)).map(Map.Entry::getKey).toList();
    }

    /** The member that looks after each path, as one of them sees it: the first in order that is not down. */
    private Map<String, String> owners(int member, InetSocketAddress origin) throws IOException {
        var owners = new TreeMap<String, String>();
        for (int i = 0; i < URLS; i++) {
            var path = "/p/" + i;
            var route = console(member, "/api/v1/array/route?url=http://%s:%d%s".formatted(HOST, origin.getPort(), path));
            var first = Json.object(route).get("members") instanceof List<?> ranked
                ? ranked.stream().map(each -> (Map<?, ?>) each).filter(each -> "up".equals(each.get("state"))).findFirst().orElseThrow() : Map.of();
            owners.put(path, String.valueOf(first.get("member")).split(":")[0]);
        }
        return owners;
    }

    private void awaitUp(int member, int count) {
        Patience.until("member %d to see %d up".formatted(member, count), PATIENCE, () -> {
            try {
                return IntStream.of(console(member, "/api/v1/array").split("\"state\":\"up\"", -1).length - 1).sum() == count;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /** The console listens on every address of the member's own network. */
    private String console(int member, String path) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://%s:3129%s".formatted(address(member), path)).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(2000);
        connection.setReadTimeout(5000);
        try (var body = connection.getInputStream()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    private void start(int i) throws IOException {
        start(i, "{connect: 2s, response: 3s}");
    }

    private void start(int i, String timeouts) throws IOException {
        var secret = folder.resolve("secret");
        if (!Files.exists(secret)) {
            Files.writeString(secret, Members.PASSWORD + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
        var settings = Files.writeString(folder.resolve("m%d.yaml".formatted(i)), """
            name: m%1$d
            threads: 1
            listeners: [{name: clients, address: '%2$s:3128', open: on-purpose}]
            console: {address: '%2$s:3129'}
            timeouts: %7$s
            array:
              name: branch
              address: %2$s:3130
              join: [%3$s:3130, %4$s:3130, %5$s:3130]
              credentials: {user: array, password: 'file:%6$s', schemes: [ntlm]}
              ttl: 2s
              folder: %8$s
              engine: {silence: 2s}
            """.formatted(i, address(i), address(1), address(2), address(3), secret, timeouts, folder));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var started = Peers.require("ip").start(folder, Map.of(), "netns", "exec", "cat" + i, java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), "dev.catena.server.Main", "run", "-c", settings.toString());
        if (members.size() < i) members.add(started);
        else members.set(i - 1, started);
    }
}
