// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for a while which sockets could not be connected to. Owner: one event loop. */
final class RecentFailures {
    static final int ENTRIES_MAX = 1024;
    static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<InetSocketAddress, Long> forgottenAtMillis = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > ENTRIES_MAX;
        }
    };

    RecentFailures(InstantSource clock) {
        this.clock = clock;
    }

    void add(InetSocketAddress address) {
        forgottenAtMillis.remove(address);
        forgottenAtMillis.put(address, clock.millis() + REMEMBERED.toMillis());
    }

    /** It works again. */
    void clear(InetSocketAddress address) {
        forgottenAtMillis.remove(address);
    }

    boolean has(InetSocketAddress address) {
        var forgottenAt = forgottenAtMillis.get(address);
        if (forgottenAt == null) return false;
        if (forgottenAt > clock.millis()) return true;
        forgottenAtMillis.remove(address);
        return false;
    }
}
