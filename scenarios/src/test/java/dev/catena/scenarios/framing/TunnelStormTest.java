// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.TunnelWay;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many tunnels at once, each with a part of its own: sizes from nothing to many megabytes, pieces of any size, pauses, ends and resets of either side at any
 * moment. What arrives is always the beginning of what was sent, and all of it where nobody reset.
 *
 * <p>{@code -Dcatena.storm.seed=SEED} plays one again; {@code -Dcatena.storm.mib=300} makes the largest direction that large.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
class TunnelStormTest {
    private static final int TUNNELS = 24;
    private static final int PIECE_MAX = 64 << 10;
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final long SEED = Long.getLong("catena.storm.seed", System.nanoTime());
    private static final long LARGEST = Long.getLong("catena.storm.mib", 12) << 20;

    @Parameter
    TunnelWay way;

    /**
     * What one side of a tunnel does.
     *
     * @param sends its bytes
     * @param resetAt bytes after which it resets the connection; never: beyond its length
     */
    private record Part(BigBody sends, long resetAt, long seed) {
        static Part of(long seed) {
            var cases = new Cases(spread(seed));
            long length = cases.flip() ? cases.number(0, 5000) : cases.flip() ? cases.number(0, 1 << 20) : cases.number(0, LARGEST);
            boolean resets = cases.integer(0, 5) == 0;
            return new Part(new BigBody(seed, length), resets ? cases.number(0, length) : Long.MAX_VALUE, seed);
        }

        boolean resets() {
            return resetAt != Long.MAX_VALUE;
        }

        /** Sends it in pieces, with pauses; what stops it is that it is all sent, its own reset, or that the other side is gone. */
        void play(OutputStream out, Runnable finish, Runnable reset) {
            var cases = new Cases(spread(~seed));
            try (var bytes = new BigBody(sends.seed(), Math.min(sends.length(), resetAt)).stream()) {
                for (var piece = bytes.readNBytes(pieceLength(cases)); piece.length > 0; piece = bytes.readNBytes(pieceLength(cases))) {
                    out.write(piece);
                    if (cases.integer(0, 40) == 0) LockSupport.parkNanos(cases.integer(0, 3_000_000));
                }
                if (resets()) reset.run();
                else finish.run();
            } catch (IOException gone) {
                // the other side reset, or the proxy passed its reset on
            }
        }

        private static int pieceLength(Cases cases) {
            return cases.flip() ? cases.integer(1, 2000) : cases.integer(1, PIECE_MAX);
        }

        /** What it should be that came of it: of a seed, so long. */
        String checksumOf(long length) {
            return new BigBody(sends.seed(), length).checksum();
        }
    }

    /** Reads to the end in pieces of its own, with pauses. */
    private static BigBody.Checksum read(IntFunction<byte[]> bytes, long seed) {
        var cases = new Cases(spread(seed));
        var sum = new BigBody.Checksum();
        for (var next = bytes.apply(PIECE_MAX); next.length > 0; next = bytes.apply(cases.integer(1, PIECE_MAX))) {
            sum.write(next, 0, next.length);
            if (cases.integer(0, 60) == 0) LockSupport.parkNanos(cases.integer(0, 3_000_000));
        }
        return sum;
    }

    /** Neighbouring seeds begin alike: the finalizer of SplitMix64 sets them apart. */
    private static long spread(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long originSeed(int tunnel) {
        return SEED + 1000 + tunnel;
    }

    @Scenario
    void what_arrives_is_what_was_sent_whoever_pauses_ends_or_breaks(Stage stage) {
        Map<Integer, BigBody.Checksum> atOrigin = new ConcurrentHashMap<>();
        var served = new AtomicInteger();
        stage.origin("origin.test").onConnection(wire -> {
            var number = wire.bytes(1);
            // a client that resets at once may take even this byte back
            if (number.length == 1) atOrigin.put((int) number[0], serve(wire, Part.of(originSeed(number[0]))));
            served.incrementAndGet();
        });
        var proxy = stage.proxy(way.settings());
        var tunnels = IntStream.range(0, TUNNELS).mapToObj(tunnel -> CompletableFuture.supplyAsync(() -> play(proxy, tunnel), Thread::startVirtualThread)).toList();
        var atClient = new ArrayList<BigBody.Checksum>();
        for (var tunnel : tunnels) atClient.add(tunnel.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join());
        Patience.until("all tunnels to be over", LONG, () -> proxy.census().get("tunnels") == 0 && served.get() == TUNNELS);
        for (int tunnel = 0; tunnel < TUNNELS; tunnel++) check(tunnel, atClient.get(tunnel), atOrigin.getOrDefault(tunnel, new BigBody.Checksum()));
        assertThat(proxy.census()).containsEntry("tunnel-pipes", 0L);
        checkCounts(proxy, atClient);
    }

    private static BigBody.Checksum serve(Wire wire, Part part) {
        var sender = Thread.startVirtualThread(() -> part.play(wire.out(LONG), () -> end(wire), wire::reset));
        var sum = read(wire::bytes, part.seed());
        join(sender);
        return sum;
    }

    private static BigBody.Checksum play(Proxy proxy, int tunnel) {
        var part = Part.of(SEED + tunnel);
        try (var client = proxy.raw()) {
            var answer = client.ask("CONNECT origin.test:443 HTTP/1.1\nHost: origin.test:443\n\n");
            assertThat(answer.status()).as(() -> new String(client.received(), StandardCharsets.ISO_8859_1)).isEqualTo(200);
            client.send(new byte[] {(byte) tunnel});
            var sender = Thread.startVirtualThread(() -> part.play(client.wire().out(LONG), client::finish, client::reset));
            var sum = read(client::bytes, part.seed());
            join(sender);
            return sum;
        }
    }

    private static void check(int tunnel, BigBody.Checksum atClient, BigBody.Checksum atOrigin) {
        var client = Part.of(SEED + tunnel);
        var origin = Part.of(originSeed(tunnel));
        boolean whole = !client.resets() && !origin.resets();
        var name = "tunnel %d of seed %d".formatted(tunnel, SEED);
        assertThat(atOrigin.value()).as(name + ", at the origin").isEqualTo(client.checksumOf(whole ? client.sends().length() : atOrigin.count()));
        assertThat(atClient.value()).as(name + ", at the client").isEqualTo(origin.checksumOf(whole ? origin.sends().length() : atClient.count()));
    }

    /** The log counts every byte of the tunnels that nobody reset: those sums are among its lines. */
    @SuppressWarnings("unchecked")
    private static void checkCounts(Proxy proxy, List<BigBody.Checksum> atClient) {
        var logged = proxy.log(TUNNELS).stream().map(line -> (Map<String, Long>) line.get("bytes")).toList();
        for (int tunnel = 0; tunnel < TUNNELS; tunnel++) {
            var client = Part.of(SEED + tunnel);
            if (client.resets() || Part.of(originSeed(tunnel)).resets()) continue;
            assertThat(logged).as("tunnel %d of seed %d", tunnel, SEED).contains(Map.of("in", client.sends().length() + 1, "out", atClient.get(tunnel).count()));
        }
    }

    private static void end(Wire wire) {
        try {
            wire.finish();
        } catch (IOException gone) {
            // reset meanwhile
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
