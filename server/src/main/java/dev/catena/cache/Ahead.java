// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.StoredResponse;
import dev.catena.store.Terms;

/**
 * Which stored responses are renewed before they become stale (active caching): popular ones, in the last fifth of their life, within a budget, and
 * while there is little else to do. That a renewal which brings no new life is not repeated soon, {@link Refreshes} sees to.
 *
 * <p>One that was asked for since it came is renewed once without being asked for again. What nobody asks for in the whole life that this gave it is let become
 * stale: another renewal would be for nobody. All methods may be called from any thread.
 */
final class Ahead {
    /** The last part of a response's life here, in which it is renewed: one of so many. */
    private static final long SHARE = 5;

    private static final long MINUTE_MILLIS = 60_000;

    private long minute;
    private int spent;

    /** Whether it is worth it, not yet whether there is budget for it. */
    static boolean isDue(ActiveSettings settings, StoredResponse stored, long ttl, int openFetches) {
        return settings.on() && isLate(stored.head().terms(), ttl) && stored.popularity() >= settings.popularity() && openFetches < settings.idleBelow();
    }

    /** Whether it is popular, and has a life that can be renewed. */
    static boolean isWorthIt(ActiveSettings settings, StoredResponse stored) {
        var terms = stored.head().terms();
        return settings.on() && stored.popularity() >= settings.popularity() && terms.lifetime() > terms.initialAge() && !terms.validatesAlways();
    }

    /** When the last part of its life begins, milliseconds since 1970. */
    static long dueMillis(Terms terms) {
        long life = terms.lifetime() - terms.initialAge();
        return terms.responseMillis() + (life - life / SHARE) * 1000;
    }

    /** The life it had when it came counts: what comes with an {@code Age} has less. */
    static boolean isLate(Terms terms, long ttl) {
        long life = terms.lifetime() - terms.initialAge();
        return ttl > 0 && ttl * SHARE <= life && !terms.validatesAlways();
    }

    /** Takes one from the budget of this minute; false if it is spent. */
    synchronized boolean take(int requestsPerMinute, long nowMillis) {
        long now = nowMillis / MINUTE_MILLIS;
        if (now != minute) {
            minute = now;
            spent = 0;
        }
        return spent < requestsPerMinute && ++spent > 0;
    }

    /** What was taken is not needed after all. */
    synchronized void giveBack() {
        spent = Math.max(0, spent - 1);
    }
}
