// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import java.time.Instant;

/**
 * A proxy of an array, as the others know it.
 *
 * @param proxy where clients and proxies below the array reach it; its host is its name
 * @param within where the other members reach it
 * @param load what part of the URLs it is to own, relative to the others; 0: none
 * @param state what was last known of it
 * @param since when that began
 * @param cacheMib what its cache holds at most, in MiB; for people
 */
public record ArrayMember(HostPort proxy, HostPort within, int load, State state, Instant since, long cacheMib) {
    /** Loads are at most this, so that their sum is exact in every arithmetic that uses it. */
    public static final int LOAD_MAX = 1_000_000;

    /** Whether a member can be asked. */
    public enum State {
        UP,
        /** It runs and answers, and owns nothing: it is about to be stopped. */
        DRAINED,
        /** It does not answer; its URLs are looked after by those who come second for each. */
        DOWN
    }

    public ArrayMember {
        if (load < 0 || load > LOAD_MAX) throw new IllegalArgumentException("the load of %s is %d: it is 0 to %d".formatted(proxy, load, LOAD_MAX));
    }

    /** By which CARP knows it. */
    public String name() {
        return proxy.host();
    }

    /**
     * Its load, or 0 while it is drained. A member that is down keeps it: nobody else's URLs move, whatever the hash, and its own
     * come back to it.
     */
    public int share() {
        return state == State.DRAINED ? 0 : load;
    }

    /** The same in another state from {@code moment} on; unchanged if it is in that state already. */
    public ArrayMember in(State next, Instant moment) {
        return next == state ? this : new ArrayMember(proxy, within, load, next, moment, cacheMib);
    }
}
