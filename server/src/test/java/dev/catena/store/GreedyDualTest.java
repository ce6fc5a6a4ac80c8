// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The policy against the textbook ones. The margins are points of hit ratio, below what was measured, above what a broken policy would reach. */
class GreedyDualTest {
    private static final int KIB = 1 << 10;

    private record Ratios(double ours, double lru, double s3fifo) {}

    private static Ratios play(Trace trace, double share, int from) {
        long capacity = (long) (trace.bytes() * share);
        return new Ratios(ratio(new Contender.Ours(capacity), trace, from), ratio(new Contender.Lru(capacity), trace, from),
            ratio(new Contender.S3Fifo(capacity), trace, from));
    }

    private static double ratio(Contender policy, Trace trace, int from) {
        return Simulator.play(policy, trace, from).objects();
    }

    @Test
    void popular_objects_of_similar_size_are_kept() {
        var ratios = play(new Trace(1).zipf(20_000, 300_000, 4 * KIB, 20 * KIB), 0.13, 100_000);
        assertThat(ratios.ours).as("%s", ratios).isGreaterThan(ratios.lru + 0.08).isGreaterThan(ratios.s3fifo + 0.01);
    }

    @Test
    void small_objects_are_preferred_when_sizes_differ_widely() {
        var ratios = play(new Trace(2).zipf(20_000, 300_000, KIB, 4096 * KIB), 0.06, 100_000);
        assertThat(ratios.ours).as("%s", ratios).isGreaterThan(ratios.lru + 0.25);
    }

    @Test
    void one_hit_wonders_push_nobody_out() {
        var ratios = play(new Trace(3).zipfWithOneHitWonders(20_000, 300_000, 5, 4 * KIB, 60 * KIB), 0.04, 100_000);
        assertThat(ratios.ours).as("%s", ratios).isGreaterThan(ratios.lru + 0.1);
    }

    @Test
    void a_scan_leaves_what_is_used() {
        var calm = new Trace(4).zipf(20_000, 200_000, 4 * KIB, 20 * KIB).again(20_000, 5_000);
        var scanned = new Trace(4).zipf(20_000, 200_000, 4 * KIB, 20 * KIB).scan(60_000, 4 * KIB, 20 * KIB).again(20_000, 5_000);
        var before = play(calm, 0.08, 200_000);
        var after = play(scanned, 0.02, 260_000);
        assertThat(after.ours).isGreaterThan(before.ours - 0.02);
        assertThat(after.lru).isLessThan(before.lru - 0.05);
    }

    @Test
    void what_became_popular_replaces_what_was() {
        var trace = new Trace(5).zipf(20_000, 200_000, 4 * KIB, 20 * KIB).zipf(20_000, 200_000, 4 * KIB, 20 * KIB);
        var ratios = play(trace, 0.07, 300_000);
        assertThat(ratios.ours).as("%s", ratios).isGreaterThan(ratios.lru + 0.04);
    }
}
