// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.route.CarpDraft;
import dev.catena.route.CarpMicrosoft;
import dev.catena.route.CarpSquid;
import dev.catena.route.Rendezvous;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The proxy auto-configuration script of an array: with it a browser computes a URL's owner by itself and asks that member at once.
 *
 * <p>It names all members in the order of their scores, so that the browser goes on to the next when one is down, and the backup last.
 * It asks for no name: a look-up for each URL is what makes such scripts slow. It holds nothing that differs from member to member, so
 * that all of them serve the same octets, and nothing that the state of members changes but drained ones. Written in ECMAScript 3.
 */
final class RoutingScript {
    /** Octets that mean something in a line comment's or a string's surroundings are not in names; but array names are free text. */
    private static final String UNSAFE = "[^ -~]|[\\\\'\"<>]";

    private final Roster roster;
    private final ScriptSettings settings;

    private RoutingScript(Roster roster, ScriptSettings settings) {
        this.roster = roster;
        this.settings = settings;
    }

    static String of(Roster roster, ScriptSettings settings) {
        return new RoutingScript(roster, settings).print();
    }

    private String print() {
        var head = """
            // Array %s, made by Catena. Members by %s, the owner of a URL first.
            var BACKUP = '%s';
            var DIRECT = [%s];
            """.formatted(roster.array().replaceAll(UNSAFE, "?"), roster.hash().word(), settings.backupWay(),
            settings.direct().stream().map(RoutingScript::pattern).collect(Collectors.joining(", ")));
        return head + switch (roster.ownership()) {
            case Rendezvous rendezvous -> rendezvous(rendezvous);
            case CarpDraft carp -> members(asListed(), carp.members(), carp.factors()) + resource("carp.js") + resource("carp-v1.js");
            case CarpMicrosoft carp -> members(asListed(), carp.members(), carp.factors()) + resource("carp.js") + resource("carp-ms.js");
            case CarpSquid carp -> members(carp.order(), carp.members(), carp.factors()) + resource("carp.js") + resource("carp-squid.js");
        } + resource("routing.js");
    }

    private String rendezvous(Rendezvous rendezvous) {
        var names = rendezvous.names();
        var weights = rendezvous.weights();
        var hash = rendezvous.hash();
        return "var KEY = [%s, %s];%n".formatted(pair(hash.key0()), pair(hash.key1())).replace(System.lineSeparator(), "\n")
            + "var ALIKE = %b;\n".formatted(IntStream.of(weights).distinct().count() <= 1)
            + listed(IntStream.range(0, names.length).filter(i -> weights[i] > 0)
                .mapToObj(i -> "['%s', %s, %d]".formatted(proxy(i), pair(names[i]), weights[i])).toList())
            + resource("rendezvous.js");
    }

    private int[] asListed() {
        return IntStream.range(0, roster.members().size()).toArray();
    }

    private String members(int[] order, int[] hashes, double[] factors) {
        // in the order they are visited; and of two equal scores the earlier wins
        return listed(IntStream.of(order).filter(i -> factors[i] > 0 || roster.hash() == OwnerHash.CARP_SQUID)
            .mapToObj(i -> "['%s', %d, %s]".formatted(proxy(i), hashes[i], factors[i])).toList());
    }

    private static String listed(List<String> members) {
        return "var MEMBERS = [\n  " + String.join(",\n  ", members) + "\n];\n";
    }

    private String proxy(int member) {
        return roster.members().get(member).proxy().toString();
    }

    /** Both halves, the high one first. */
    private static String pair(long number) {
        return "%d, %d".formatted((int) (number >>> 32), (int) number);
    }

    private static String pattern(HostPattern pattern) {
        return switch (pattern) {
            case HostPattern.Name(var name) -> "['name', '%s']".formatted(name);
            case HostPattern.Below(var name) -> "['below', '.%s']".formatted(name);
            case HostPattern.NoDots() -> "['nodots', '']";
            case HostPattern.Within(Network(var address, int prefix)) -> {
                var octets = address.getAddress();
                int value = (octets[0] & 255) << 24 | (octets[1] & 255) << 16 | (octets[2] & 255) << 8 | octets[3] & 255;
                yield "['network', %d, %d]".formatted(value, prefix == 0 ? 0 : -1 << 32 - prefix);
            }
        };
    }

    private static String resource(String name) {
        try (InputStream script = Objects.requireNonNull(RoutingScript.class.getResourceAsStream(name), () -> "no " + name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("reading " + name + " of this program", unreadable);
        }
    }
}
