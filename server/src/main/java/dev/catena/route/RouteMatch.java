// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.Protocol;
import dev.catena.identity.Groups;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Which requests a route speaks of: all keys that are written must match, each by any of its values. An empty list asks nothing. */
public record RouteMatch(
    @Setting(doc = "http, connect (a tunnel) or websocket (an upgrade).", initial = "[]") List<Protocol> protocol,
    @Setting(doc = "The host asked for: an exact name, \"*.corp.example\" for all names below it, an address, a network such as"
        + " 10.0.0.0/8 (hosts written as an address), NODOTS for names without a dot.", initial = "[]")
    List<HostPattern> host,
    @Setting(doc = "The port asked for: 443, or a range such as 8000-8100.", initial = "[]") List<PortRange> port,
    @Setting(doc = "The client's address: 10.0.0.1, or a network such as 10.0.0.0/8.", initial = "[]") List<Network> source,
    @Setting(doc = "Groups of the user, such as CORP\\Staff, or Staff for the group of any domain, without regard to case. Nobody who did not log in is in one.", initial = "[]") List<String> group) {

    public RouteMatch {
        protocol = List.copyOf(protocol);
        host = List.copyOf(host);
        port = List.copyOf(port);
        source = List.copyOf(source);
        group = List.copyOf(group);
    }

    /** Matches every request. */
    @Word(value = "any", doc = "every request")
    public static RouteMatch any() {
        return new RouteMatch(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** The first key, in the word of the settings, that the request does not agree with; empty if it matches. */
    Optional<String> differsIn(Asked asked) {
        if (!port.isEmpty() && !includesPort(asked.port())) return Optional.of("port");
        if (!protocol.isEmpty() && !protocol.contains(asked.protocol())) return Optional.of("protocol");
        if (!source.isEmpty() && source.stream().noneMatch(network -> network.contains(asked.client()))) return Optional.of("source");
        if (!host.isEmpty() && host.stream().noneMatch(pattern -> pattern.matches(asked.host()))) return Optional.of("host");
        if (inGroup(asked) == Groups.Answer.NO) return Optional.of("group");
        return Optional.empty();
    }

    private boolean includesPort(int asked) {
        for (var range : port) if (range.contains(asked)) return true;
        return false;
    }

    /** Whether it comes down to the user's groups, and nobody knows these. */
    boolean hangsOnGroups(Asked asked) {
        return inGroup(asked) == Groups.Answer.UNKNOWN && differsIn(asked).isEmpty();
    }

    private Groups.Answer inGroup(Asked asked) {
        return group.isEmpty() ? Groups.Answer.YES : asked.groups().any(group);
    }

    /** Whether every request that matches {@code other} matches this as well, as far as the words alone can tell. */
    boolean covers(RouteMatch other) {
        return covers(protocol, other.protocol, Object::equals)
            && covers(host, other.host, HostPattern::covers)
            && covers(port, other.port, PortRange::covers)
            && covers(source, other.source, Network::covers)
            && covers(group, other.group, String::equalsIgnoreCase);
    }

    /** Each value of {@code narrow} lies within one of {@code wide}; an empty list is everything. */
    private static <T> boolean covers(List<T> wide, List<T> narrow, BiPredicate<T, T> covers) {
        if (wide.isEmpty()) return true;
        return !narrow.isEmpty() && narrow.stream().allMatch(each -> wide.stream().anyMatch(one -> covers.test(one, each)));
    }
}
