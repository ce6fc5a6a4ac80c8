// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.server.convert.Yaml;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A match as the settings know it: every key that is there must agree, by any of its values. No key: every request. */
public record Term(Map<String, Values> keys) {
    public static final Term ANY = new Term(Map.of());

    public Term {
        keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    }

    public static Term of(String key, Values values) {
        return new Term(Map.of(key, values));
    }

    public boolean matchesAll() {
        return keys.isEmpty();
    }

    /** What both match; empty if that is nothing. */
    public Optional<Term> and(Term other) {
        var both = new TreeMap<>(keys);
        for (var entry : other.keys.entrySet()) {
            var merged = both.merge(entry.getKey(), entry.getValue(), Values::and);
            if (merged.isEmpty()) return Optional.empty();
        }
        return Optional.of(new Term(both));
    }

    /** Whether every request that matches {@code other} matches this, as far as can be told. */
    public boolean covers(Term other) {
        return keys.entrySet().stream().allMatch(entry -> {
            var theirs = other.keys.get(entry.getKey());
            return theirs != null && entry.getValue().covers(theirs);
        });
    }

    /** What does not match; only of a term with one key that can be turned around. */
    public Optional<Term> complement() {
        if (keys.size() != 1) return Optional.empty();
        var only = keys.entrySet().iterator().next();
        return only.getValue().complement().filter(values -> !values.isEmpty()).map(values -> of(only.getKey(), values));
    }

    /** Whether it asks for nothing but these keys. */
    public boolean asksOnly(Set<String> known) {
        return known.containsAll(keys.keySet());
    }

    /** The value of {@code match}. */
    public Yaml written() {
        if (matchesAll()) return new Yaml.Plain("any", true);
        var match = new Yaml.Mapping();
        keys.forEach((key, values) -> match.put(key, values.written()));
        return match;
    }

    int size() {
        return 1 + keys.values().stream().mapToInt(Values::size).sum();
    }
}
