// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.route.CarpMicrosoft;
import dev.catena.route.MemberHash;
import dev.catena.settings.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the scripts that ISA Server and TMG give to browsers, for what no table tells: by which number each member is hashed, and the
 * multiplier that its load has become. Their code is not run; the lines that make the members are looked for.
 */
public final class ScriptParser {
    private static final Pattern NODE = Pattern.compile("new\\s+Node\\(\\s*[\"']([^\"']{1,255})[\"']\\s*,\\s*(\\d{1,10})\\s*,\\s*(\\d{1,6}(?:\\.\\d{1,12})?)\\s*\\)");
    private static final Pattern PORT = Pattern.compile("HttpPort\\s*=\\s*[\"']?(\\d{1,5})[\"']?");
    /** They say no time to live. */
    public static final Duration TTL = Duration.ofMinutes(5);

    /**
     * A member.
     *
     * @param hash by which it is known
     * @param load what of all URLs it gets, relative to the others'
     */
    public record Node(HostPort proxy, MemberHash hash, int load) {}

    private ScriptParser() {}

    /** Whether a text is such a script, and no table. */
    public static boolean isScript(String text) {
        return text.contains("FindProxyForURL") && NODE.matcher(text).find();
    }

    /** Its members; empty if it does not say all that is needed, or something that contradicts itself. */
    public static Optional<List<Node>> parse(String text) {
        var port = PORT.matcher(text);
        var nodes = NODE.matcher(text);
        if (!port.find()) return Optional.empty();
        var proxies = new ArrayList<HostPort>();
        var hashes = new ArrayList<MemberHash>();
        var factors = new ArrayList<Double>();
        try {
            while (nodes.find()) {
                if (proxies.size() == Roster.MEMBERS_MAX) return Optional.empty();
                proxies.add(new HostPort(nodes.group(1), Integer.parseInt(port.group(1))));
                hashes.add(MemberHash.parse(nodes.group(2)));
                factors.add(Double.parseDouble(nodes.group(3)));
            }
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
        if (proxies.isEmpty() || new HashSet<>(proxies).size() < proxies.size() || factors.stream().allMatch(factor -> factor == 0)) return Optional.empty();
        var loads = CarpMicrosoft.weights(factors.stream().mapToDouble(Double::doubleValue).toArray());
        var members = new ArrayList<Node>();
        for (int i = 0; i < loads.length; i++) members.add(new Node(proxies.get(i), hashes.get(i), loads[i]));
        return Optional.of(members);
    }
}
