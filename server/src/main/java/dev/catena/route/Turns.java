// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in the round-robin upstreams of a router. One for each event loop, which alone uses it: loops that shared a
 * counter would wait for each other's cache lines. Starts anew when it meets another router.
 *
 * <p>The turns are smooth: a member of weight 2 among two of weight 1 comes every other time, not twice in a row. Each
 * choice gives every candidate its weight as credit; the one with most is chosen and pays the sum of what was given.
 */
public final class Turns {
    private final int loop;
    private @Nullable Router router;
    private long[][] credits = {};

    /** @param loop the number of the event loop: so many turns ahead it begins, so that not all begin with the same member */
    public Turns(int loop) {
        this.loop = loop;
    }

    /** The credits of one upstream's members, as the last choice left them. */
    long[] credits(Router asking, int upstreams, int upstream, int[] weights) {
        if (router != asking) {
            router = asking;
            credits = new long[upstreams][];
        }
        if (credits[upstream] == null) credits[upstream] = begun(weights);
        return credits[upstream];
    }

    private long[] begun(int[] weights) {
        var fresh = new long[weights.length];
        for (int turn = loop % weights.length; turn > 0; turn--) take(fresh, weights, _ -> true, best(fresh, weights));
        return fresh;
    }

    private static int best(long[] credits, int[] weights) {
        int best = 0;
        for (int i = 1; i < weights.length; i++) if (credits[i] + weights[i] > credits[best] + weights[best]) best = i;
        return best;
    }

    /** Settles a choice among the members that were {@code open} to it. */
    static void take(long[] credits, int[] weights, IntPredicate open, int chosen) {
        long given = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!open.test(i)) continue;
            credits[i] += weights[i];
            given += weights[i];
        }
        credits[chosen] -= given;
    }
}
