// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/** Plays traces against a policy, as the store would. */
final class Simulator {
    private Simulator() {}

    static final class Item extends Resident {
        final int object;

        Item(int object, int size) {
            super(Hash.mix(object), size);
            this.object = object;
        }
    }

    /** Shares of what was asked for that was there. */
    record Ratios(double objects, double bytes) {}

    /** @param from the first request that counts; those before it warm the policy up */
    static Ratios play(Contender policy, Trace trace, int from) {
        long hits = 0;
        long hitBytes = 0;
        long bytes = 0;
        for (int i = 0; i < trace.length(); i++) {
            int object = trace.object(i);
            int size = trace.size(object);
            boolean hit = policy.request(object, size);
            if (i < from) continue;
            bytes += size;
            if (hit) {
                hits++;
                hitBytes += size;
            }
        }
        return new Ratios((double) hits / (trace.length() - from), (double) hitBytes / bytes);
    }
}
