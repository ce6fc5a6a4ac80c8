// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What this member has under way, by the member that looks after it, itself included. One for all event loops; outlives rosters. */
public final class Loads {
    private static final class Load {
        final AtomicInteger underWay = new AtomicInteger();
        final LongAdder begun = new LongAdder();
    }

    private final Map<HostPort, Load> loads = new ConcurrentHashMap<>();

    /** A request that is under way; whoever began it ends it, once. */
    public static final class Visit {
        private final Load load;
        private boolean over;

        private Visit(Load load) {
            this.load = load;
        }

        /** It is over, however it went. */
        public void end() {
            if (!over) load.underWay.decrementAndGet();
            over = true;
        }
    }

    /** A request that this member looks after begins. */
    Visit begin(HostPort member) {
        var load = of(member);
        load.underWay.incrementAndGet();
        load.begun.increment();
        return new Visit(load);
    }

    private Load of(HostPort member) {
        return loads.computeIfAbsent(member, _ -> new Load());
    }

    int underWay(HostPort member) {
        return of(member).underWay.get();
    }

    /** Requests since the start. */
    long begun(HostPort member) {
        return of(member).begun.sum();
    }

    /**
     * Whether the member has no more than its part, one request more included (consistent hashing with bounded loads: Mirrokni, Thorup and
     * Zadimoghaddam, 2018).
     *
     * @param all under way at all members
     * @param part of it that is due to this one, 0 to 1
     * @param over what is allowed beyond that, as 0.25
     */
    boolean hasRoom(HostPort member, int all, double part, double over) {
        return underWay(member) + 1 <= Math.ceil((1 + over) * part * (all + 1));
    }
}
