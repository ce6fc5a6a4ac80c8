// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The policy of the memory store beside those of others, in requests and in bytes found, over shapes of traffic. Prints the table of
 * {@code docs/performance.md}; one seed each, so half a point means nothing.
 */
class PoliciesTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private static Map<String, Simulator.Ratios> play(String shape, Trace trace, long capacity) {
        var ratios = new LinkedHashMap<String, Simulator.Ratios>();
        Contender.all().forEach((name, policy) -> {
            var played = Simulator.play(policy.apply(capacity), trace, trace.length() / 3);
            ratios.put(name, played);
            System.out.printf(Locale.ROOT, "| %s | %s | %.1f %% | %.1f %% |%n", shape, name, played.objects() * 100, played.bytes() * 100);
        });
        return ratios;
    }

    /**
     * It finds about as many requests as each of the others, or more.
     *
     * @param lead over the best of the others, a share of requests
     * @param bytesOfLru over LRU, a share of bytes; negative where small responses are kept instead of large ones
     */
    private static void holds(Map<String, Simulator.Ratios> played, double lead, double bytesOfLru) {
        var ours = played.get("ours");
        played.forEach((name, other) -> {
            if (!name.equals("ours")) assertThat(ours.objects()).as("%s against %s", played, name).isGreaterThan(other.objects() + lead);
        });
        assertThat(ours.bytes()).as("%s in bytes against LRU", played).isGreaterThan(played.get("LRU").bytes() + bytesOfLru);
    }

    @Test
    void pages_of_similar_size() {
        holds(play("popular, 2.5–17.5 KiB, 64 MiB", new Trace(11).zipfOfEvenSizes(50_000, 400_000, 2560, 17_920), 64L * MIB), -0.01, 0.02);
    }

    @Test
    void many_that_are_asked_for_once() {
        holds(play("every third asked for once, 4–60 KiB, 64 MiB", new Trace(12).zipfWithOneHitWonders(60_000, 300_000, 2, 4 * KIB, 60 * KIB), 64L * MIB), -0.01, -0.02);
    }

    @Test
    void sizes_of_the_web() {
        holds(play("log-normal, 1 KiB–50 MiB, 256 MiB", new Trace(13).zipfOfLogNormalSizes(40_000, 250_000, 12 * KIB, 2.2, KIB, 50 * MIB), 256L * MIB), -0.03, -0.15);
    }

    @Test
    void popularity_that_drifts() {
        holds(play("the same, drifting", new Trace(14).drifting(40_000, 250_000, 100, 12 * KIB, 2.2, KIB, 50 * MIB), 256L * MIB), -0.03, -0.2);
    }

    @Test
    void a_scan_in_between() {
        holds(play("popular, a scan of all once in between", new Trace(15).zipf(30_000, 300_000, 4 * KIB, 20 * KIB).scan(60_000, 4 * KIB, 20 * KIB)
            .again(30_000, 100_000), 24L * MIB), -0.01, 0);
    }
}
