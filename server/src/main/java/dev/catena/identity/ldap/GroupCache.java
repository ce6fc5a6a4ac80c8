// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import dev.catena.identity.Groups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a directory said lately of who is in which groups. Thread-safe. */
final class GroupCache {
    private final GroupCacheSettings settings;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry(Groups said, Instant learned) {}

    GroupCache(GroupCacheSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What is known well enough to ask nobody. */
    Optional<Groups> fresh(String user) {
        return known(user, settings.time());
    }

    /** What is known, where nobody can be asked. */
    Optional<Groups> stale(String user) {
        return known(user, settings.stale());
    }

    private synchronized Optional<Groups> known(String user, Duration within) {
        return Optional.ofNullable(entries.get(key(user)))
            .filter(entry -> entry.learned.plus(within).isAfter(clock.instant()))
            .map(Entry::said);
    }

    synchronized void learn(String user, Groups said) {
        entries.put(key(user), new Entry(said, clock.instant()));
        while (entries.size() > settings.entriesMax()) entries.remove(entries.keySet().iterator().next());
    }

    /** A directory compares names without regard to case. */
    static String key(String user) {
        return user.toLowerCase(Locale.ROOT);
    }
}
