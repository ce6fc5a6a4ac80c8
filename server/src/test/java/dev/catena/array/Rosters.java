// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Arrays for tests. */
final class Rosters {
    static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private Rosters() {}

    /** Members written {@code host:port=load}. */
    static Roster of(OwnerHash hash, String... members) {
        return new Roster("branch", hash, Duration.ofMinutes(5), Arrays.stream(members).map(Rosters::member).toList());
    }

    static ArrayMember member(String written) {
        var parts = written.split("=");
        var proxy = HostPort.parse(parts[0]);
        return new ArrayMember(proxy, new HostPort("10.0.0.1", 3130), Integer.parseInt(parts[1]), ArrayMember.State.UP, START, 512);
    }

    static Roster with(Roster roster, ArrayMember... members) {
        return new Roster(roster.array(), roster.hash(), roster.ttl(), List.of(members));
    }
}
