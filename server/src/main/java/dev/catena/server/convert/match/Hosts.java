// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.settings.match.Host;
import dev.catena.settings.match.HostPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Hosts asked for, by name or by address. */
public record Hosts(List<HostPattern> patterns) implements Values {
    public Hosts {
        patterns = List.copyOf(new LinkedHashSet<>(patterns));
    }

    public static Hosts of(String... patterns) {
        return new Hosts(List.of(patterns).stream().map(HostPattern::parse).toList());
    }

    @Override
    public Hosts and(Values other) {
        var both = new LinkedHashSet<HostPattern>();
        for (var ours : patterns) for (var theirs : ((Hosts) other).patterns) both(ours, theirs).ifPresent(both::add);
        return new Hosts(List.copyOf(both));
    }

    private static Optional<HostPattern> both(HostPattern one, HostPattern other) {
        if (one.covers(other)) return Optional.of(other);
        if (other.covers(one)) return Optional.of(one);
        // a name that is an address in an odd spelling lies in networks, too
        if (one instanceof HostPattern.Name(var name) && other.matches(Host.of(name))) return Optional.of(one);
        if (other instanceof HostPattern.Name(var name) && one.matches(Host.of(name))) return Optional.of(other);
        return Optional.empty();
    }

    @Override
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    @Override
    public boolean covers(Values other) {
        return this.equals(other) || ((Hosts) other).patterns.stream().allMatch(theirs -> patterns.stream().anyMatch(ours -> ours.covers(theirs)));
    }

    @Override
    public Optional<Values> complement() {
        return Optional.empty();
    }

    @Override
    public List<String> written() {
        return patterns.stream().map(HostPattern::toString).toList();
    }
}
