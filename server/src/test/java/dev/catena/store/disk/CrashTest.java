// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a proxy in the middle of a mixed load, on a disk with faults, again and again. {@code -Dcatena.crash.kills=200} for many times,
 * {@code -Dcatena.crash.seed} to repeat one run's choices.
 */
class CrashTest {
    private static final int KILLS = Integer.getInteger("catena.crash.kills", 6);
    private static final long SEED = Long.getLong("catena.crash.seed", System.nanoTime());
    private static final int CLIENTS = 6;
    private static final double FAULTS = 0.02;
    /** Kills in a row of the table. */
    private static final int ROW = 20;
    /** A life ends after some hundred answers, or now. */
    private static final Duration LIFE_MAX = Duration.ofSeconds(20);
    /** What a POST made invalid this shortly before a kill may be lost with it; a purge waits for the disk and has no such grace. */
    private static final long LOST_NANOS = Duration.ofMillis(500).toNanos();

    private static final Pattern FOUND = Pattern.compile("responses, found in (\\d+) ms");
    /** The bound of a start with a million responses. */
    private static final long RECOVERY_MILLIS_MAX = 2000;

    @TempDir
    Path dir;

    private long longestDiskMillis;

    private final Random random = new Random(SEED);
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger hitsFromDisk = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger broughtBack = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final AtomicLong faults = new AtomicLong();
    /** For each key the version that was current when its last POST was answered, and when that was. */
    private final AtomicLongArray invalidBelow = new AtomicLongArray(Goods.KEYS);
    private final AtomicLongArray pending = new AtomicLongArray(Goods.KEYS);
    /** For each key the version that was current when its last purge was sent that was confirmed. */
    private final AtomicLongArray purgedBelow = new AtomicLongArray(Goods.KEYS);
    private final AtomicInteger purges = new AtomicInteger();
    /** Answers until the next kill. */
    private volatile CountDownLatch life = new CountDownLatch(0);
    private final List<String> complaints = new ArrayList<>();

    @Test
    void a_killed_proxy_on_a_failing_disk_never_gives_a_wrong_byte() throws Exception {
        System.out.printf("crash test: %d kills, seed %d%n", KILLS, SEED);
        System.out.println("|  kills | answers |   hits | of them from disk | disk faults | cut | wrong bytes | brought back | disk ready, longest ms | all ready, longest ms |");
        System.out.println("|-------:|--------:|-------:|------------------:|------------:|----:|------------:|-------------:|-----------------------:|----------------------:|");
        var settings = dir.resolve("catena.yaml");
        Files.writeString(settings, """
            version: 1
            listeners: [{name: clients, address: "127.0.0.1:0"}]
            console: {address: "127.0.0.1:0"}
            policy: [{name: purgers, match: {method: PURGE}, do: allow}, {name: all, match: any, do: allow}]
            cache: {memory: 4MiB, object-max: 128KiB, disk: {path: [%s, %s], size: 64MiB}}
            threads: 2
            """.formatted(dir.resolve("one"), dir.resolve("two")));
        long longest = 0;
        try (var origin = new Goods()) {
            for (int kill = 1; kill <= KILLS; kill++) {
                long start = live(settings, origin);
                longest = Math.max(longest, start);
                if (kill % ROW == 0 || kill == KILLS) {
                    System.out.printf(Locale.ROOT, "| %6d | %7d | %6d | %17d | %11d | %3d | %11d | %12d | %22d | %21d |%n", kill, answers.get(), hits.get(),
                        hitsFromDisk.get(), faults.get(), cut.get(), wrong.get(), broughtBack.get(), longestDiskMillis, longest);
                }
                assertThat(complaints()).isEmpty();
            }
        }
        assertThat(longestDiskMillis).isLessThan(RECOVERY_MILLIS_MAX);
        assertThat(wrong).hasValue(0);
        assertThat(broughtBack).hasValue(0);
        assertThat(hitsFromDisk.get()).isGreaterThan(KILLS);
        assertThat(purges.get()).as("confirmed purges").isGreaterThan(KILLS);
    }

    /** One life of the proxy; returns how long its start took, milliseconds. */
    private long live(Path settings, Goods origin) throws Exception {
        var process = new ProcessBuilder(java().toString(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.machineId=02:00:00:00:00:01", "-cp", System.getProperty("java.class.path"),
            CrashChild.class.getName(), settings.toString(), Long.toString(random.nextLong()), Double.toString(FAULTS))
            .redirectError(dir.resolve("child.log").toFile()).start();
        try (var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var ready = String.valueOf(said.readLine()).split(" ");
            noteRecovery();
            assertThat(ready[0]).as(Files.readString(dir.resolve("child.log"))).isEqualTo("ready");
            load(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ready[1])), origin, process, said);
            return Long.parseLong(ready[2]);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void noteRecovery() throws IOException {
        var found = FOUND.matcher(Files.readString(dir.resolve("child.log")));
        while (found.find()) longestDiskMillis = Math.max(longestDiskMillis, Long.parseLong(found.group(1)));
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private void load(InetSocketAddress proxy, Goods origin, Process process, BufferedReader said) throws Exception {
        life = new CountDownLatch(20 + random.nextInt(600));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor();
             var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(ProxySelector.of(proxy)).build()) {
            for (int i = 0; i < CLIENTS; i++) {
                var own = new Random(random.nextLong());
                clients.submit(() -> talk(http, origin, own, process));
            }
            life.await(LIFE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            noteFaults(process, said);
            long killed = System.nanoTime();
            process.destroyForcibly().waitFor();
            settle(killed);
        }
    }

    private void noteFaults(Process process, BufferedReader said) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        var line = said.readLine();
        if (line != null && line.startsWith("faults ")) faults.addAndGet(Long.parseLong(line.substring(7)));
    }

    private synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What was invalidated long enough before the kill must stay so. */
    private void settle(long killed) {
        for (int key = 0; key < Goods.KEYS; key++) {
            invalidBelow.accumulateAndGet(key, purgedBelow.get(key), Math::max);
            long said = pending.getAndSet(key, 0);
            if (said == 0) continue;
            // the low bits are the version, the rest the time
            if (killed - (said >> 12 << 12) > LOST_NANOS) invalidBelow.accumulateAndGet(key, said & 0xFFF, Math::max);
        }
    }

    private void talk(HttpClient http, Goods origin, Random own, Process process) {
        while (process.isAlive()) {
            int key = (int) (Goods.KEYS * Math.pow(own.nextDouble(), 2));
            var url = URI.create("http://127.0.0.1:%d/%d".formatted(origin.port(), key));
            try {
                int what = own.nextInt(80);
                if (what < 2) invalidate(http, origin, url, key);
                else if (what < 4) purge(http, origin, url, key);
                else ask(http, url, key, own.nextInt(6) == 0 ? own.nextInt(Goods.size(key)) : 0);
            } catch (IOException _) {
                if (process.isAlive()) cut.incrementAndGet();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException | AssertionError mistake) {
                complain(mistake.toString());
                return;
            }
        }
    }

    private synchronized void complain(String what) {
        complaints.add(what);
    }

    private void ask(HttpClient http, URI url, int key, int from) throws IOException, InterruptedException {
        long atLeast = invalidBelow.get(key);
        var request = HttpRequest.newBuilder(url);
        if (from > 0) request.header("Range", "bytes=" + from + "-");
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 500) return; // a stored body that could not be read, told before its first byte
        answers.incrementAndGet();
        life.countDown();
        int version = Integer.parseInt(response.headers().firstValue("ETag").orElseThrow().replace("\"", ""));
        var status = response.headers().firstValue("Cache-Status").orElse("");
        if (status.contains("; hit")) hits.incrementAndGet();
        if (status.contains("detail=disk")) hitsFromDisk.incrementAndGet();
        boolean part = response.statusCode() == 206;
        if (!Goods.isRight(key, version, part ? from : 0, response.body()) || !part && response.body().length != Goods.size(key)) {
            wrong.incrementAndGet();
            complain("wrong bytes of /%d, version %d, %s".formatted(key, version, response));
        }
        if (version < atLeast) {
            broughtBack.incrementAndGet();
            complain("/%d in version %d, which was invalid since version %d; %s".formatted(key, version, atLeast, status));
        }
    }

    /** The origin has another version, of which only the purge tells: once it is confirmed, no kill may bring the old one back. */
    private void purge(HttpClient http, Goods origin, URI url, int key) throws IOException, InterruptedException {
        int version = origin.change(key);
        var response = http.send(HttpRequest.newBuilder(url).method("PURGE", HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() != 200 && response.statusCode() != 404) return;
        purgedBelow.accumulateAndGet(key, version, Math::max);
        purges.incrementAndGet();
    }

    private void invalidate(HttpClient http, Goods origin, URI url, int key) throws IOException, InterruptedException {
        var response = http.send(HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() != 204) return;
        // at least this version is current now, and what is older was dropped before we were answered
        int version = origin.version(key);
        pending.updateAndGet(key, before -> before == 0 || (before & 0xFFF) < version ? System.nanoTime() >> 12 << 12 | version & 0xFFF : before);
    }
}
