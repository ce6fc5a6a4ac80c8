// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Methods, protocols or users.
 *
 * @param words without regard to case if they were made so
 * @param all every word there is; empty if nobody knows
 */
public record Words(SortedSet<String> words, Set<String> all) implements Values {
    private static final Set<String> PROTOCOLS = Collections.unmodifiableSortedSet(new TreeSet<>(List.of("connect", "http", "websocket")));

    public Words {
        words = Collections.unmodifiableSortedSet(words);
    }

    public static Words methods(Collection<String> methods) {
        return new Words(new TreeSet<>(methods), Set.of());
    }

    public static Words users(Collection<String> users) {
        var anyCase = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.addAll(users);
        return new Words(anyCase, Set.of());
    }

    public static Words protocols(String... protocols) {
        return new Words(new TreeSet<>(List.of(protocols)), PROTOCOLS);
    }

    @Override
    public Words and(Values other) {
        var both = new TreeSet<>(words);
        both.removeIf(word -> !((Words) other).words.contains(word));
        return new Words(both, all);
    }

    @Override
    public boolean isEmpty() {
        return words.isEmpty();
    }

    @Override
    public boolean covers(Values other) {
        return words.containsAll(((Words) other).words);
    }

    @Override
    public Optional<Values> complement() {
        if (all.isEmpty()) return Optional.empty();
        var others = new TreeSet<>(all);
        others.removeAll(words);
        return Optional.of(new Words(others, all));
    }

    @Override
    public List<String> written() {
        return List.copyOf(words);
    }
}
