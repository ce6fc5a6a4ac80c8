// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.route.Candidate;
import dev.catena.route.CarpDraft;
import dev.catena.route.CarpMicrosoft;
import dev.catena.route.CarpSquid;
import dev.catena.route.Ownership;
import dev.catena.route.Rendezvous;
import dev.catena.route.SipHash;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What an array of so many members would do to so many URLs: how evenly they are owned, and how many move when members go or come.
 * Counts with the functions the proxy itself uses; nothing is modelled.
 *
 * @param keys URLs that are tried
 * @param members in the array before anything happens
 * @param loads of the members, repeated as often as needed
 * @param down members that fail: they stay in the table, and their URLs go to the next in order
 * @param removed members that leave the table
 * @param added members that join it, with the loads that follow
 */
public record Simulation(OwnerHash hash, long keys, int members, List<Integer> loads, int down, int removed, int added) {
    public static final long KEYS_MAX = 10_000_000;
    private static final long CHUNK = 10_000;

    /**
     * What was counted; shares of all keys.
     *
     * @param highest the most a member owns, as a multiple of what its load is due
     * @param lowest the least, likewise
     * @param deviation root of the mean square of that multiple's distance from 1
     * @param moved keys with another owner afterwards
     * @param due keys that had to move: those of members that went, or what new members are due
     * @param astray keys that moved from a member that stayed to another that was there before
     * @param unowned keys that no member owns: what Squid's arithmetic comes to where several shares are below a thousandth
     */
    public record Result(double highest, double lowest, double deviation, double moved, double due, double astray, double unowned) {}

    private static final class Count {
        final long[] owned;
        long moved;
        long astray;
        long unowned;

        Count(int members) {
            owned = new long[members];
        }

        Count and(Count other) {
            for (int i = 0; i < owned.length; i++) owned[i] += other.owned[i];
            moved += other.moved;
            astray += other.astray;
            unowned += other.unowned;
            return this;
        }
    }

    public Simulation {
        require(members >= 1 && members + added <= Roster.MEMBERS_MAX, "an array has 1 to %d members".formatted(Roster.MEMBERS_MAX));
        require(keys >= 1 && keys <= KEYS_MAX, "keys go from 1 to %d".formatted(KEYS_MAX));
        require(down >= 0 && removed >= 0 && added >= 0 && down + removed < members, "at least one member has to be left");
        require(!loads.isEmpty() && loads.stream().allMatch(load -> load >= 0 && load <= ArrayMember.LOAD_MAX), "a load is 0 to %d".formatted(ArrayMember.LOAD_MAX));
        require(hasLoadAmong(loads, removed + down, members), "at least one of the members that are left needs a load");
        loads = List.copyOf(loads);
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) throw new IllegalArgumentException(sentence);
    }

    private static boolean hasLoadAmong(List<Integer> loads, int from, int to) {
        return IntStream.range(from, to).anyMatch(i -> load(loads, i) > 0);
    }

    private static int load(List<Integer> loads, int member) {
        return loads.get(member % loads.size());
    }

    /** Those that are removed come first, those that fail next: which ones they are makes no difference to even hashes, and is the same each time. */
    private Ownership ownership(int from, int to) {
        var candidates = IntStream.range(from, to)
            .mapToObj(i -> new Candidate(String.format(Locale.ROOT, hash == OwnerHash.RENDEZVOUS ? "cache%d.example:3128" : "cache%d.example", i + 1), load(loads, i)))
            .toList();
        return switch (hash) {
            case RENDEZVOUS -> Rendezvous.of(SipHash.named("simulation"), candidates);
            case CARP_V1 -> CarpDraft.of(candidates);
            case CARP_SQUID -> CarpSquid.of(candidates);
            case CARP_MS -> CarpMicrosoft.of(candidates);
        };
    }

    /** Counts, on all processors; the time grows with members times keys. */
    public Result run() {
        var before = ownership(0, members);
        var after = removed == 0 && added == 0 ? before : ownership(removed, members + added);
        long chunks = (keys + CHUNK - 1) / CHUNK;
        var count = LongStream.range(0, chunks).parallel()
            .mapToObj(chunk -> counted(before, after, chunk * CHUNK, Math.min(keys, (chunk + 1) * CHUNK)))
            .reduce(Count::and).orElseThrow();
        return result(count);
    }

    private Count counted(Ownership before, Ownership after, long from, long to) {
        var count = new Count(members);
        for (long number = from; number < to; number++) {
            var key = "http://h" + number % 9973 + ".example/p/" + number;
            var scores = before.scores(key);
            int owner = Ownership.best(scores, _ -> true);
            if (owner < 0) {
                count.unowned++;
                continue;
            }
            count.owned[owner]++;
            var next = after == before ? scores : after.scores(key);
            int heir = removed + Ownership.best(next, place -> !isDown(removed + place));
            if (heir == owner) continue;
            count.moved++;
            if (owner >= removed && !isDown(owner) && heir < members) count.astray++;
        }
        return count;
    }

    private boolean isDown(int member) {
        return member >= removed && member < removed + down;
    }

    private Result result(Count count) {
        double total = IntStream.range(0, members).mapToLong(i -> load(loads, i)).sum();
        double totalAfter = IntStream.range(removed, members + added).filter(i -> !isDown(i)).mapToLong(i -> load(loads, i)).sum();
        double highest = 0;
        double lowest = Double.MAX_VALUE;
        double squares = 0;
        int loaded = 0;
        for (int i = 0; i < members; i++) {
            if (load(loads, i) == 0) continue;
            double ratio = count.owned[i] / (keys * (load(loads, i) / total));
            highest = Math.max(highest, ratio);
            lowest = Math.min(lowest, ratio);
            squares += (ratio - 1) * (ratio - 1);
            loaded++;
        }
        double gone = IntStream.range(0, removed + down).mapToLong(i -> count.owned[i]).sum() / (double) keys;
        double fresh = IntStream.range(members, members + added).mapToLong(i -> load(loads, i)).sum() / totalAfter;
        return new Result(highest, lowest, Math.sqrt(squares / loaded), count.moved / (double) keys,
            gone + (1 - gone) * fresh, count.astray / (double) keys, count.unowned / (double) keys);
    }
}
