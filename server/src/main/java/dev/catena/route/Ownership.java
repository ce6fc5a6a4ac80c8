// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.function.IntPredicate;

/** A function that gives each URL an owner among some members, and a second should the first be down, and so on. Immutable. */
public sealed interface Ownership permits Rendezvous, CarpDraft, CarpSquid, CarpMicrosoft {
    /** The score of a member that never owns anything. */
    double NEVER = Double.NEGATIVE_INFINITY;

    /**
     * One score a candidate, in their order: the highest owns the key, the earlier of two that are equal.
     *
     * @param key one character an octet: a canonical URI, or host and port of a tunnel
     */
    double[] scores(String key);

    /** The place of the best score among those that {@code open} lets in; -1 if there is none. */
    static int best(double[] scores, IntPredicate open) {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > NEVER && open.test(i) && (best < 0 || scores[i] > scores[best])) best = i;
        }
        return best;
    }
}
