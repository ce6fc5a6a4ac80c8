// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.identity.Responder;
import dev.catena.net.AddressGuard;
import dev.catena.route.MemberId;
import dev.catena.route.UpstreamHealth;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of the members of the upstreams.
 *
 * @param guard for connections to them: where the administrator sends requests they may go, but never to ourselves
 */
public record Hops(Map<MemberId, Responder> responders, Map<String, List<InetAddress>> sources, UpstreamHealth health, AddressGuard guard) {
    public Hops {
        responders = Map.copyOf(responders);
        sources = Map.copyOf(sources);
    }

    Responder responder(MemberId member) {
        return Objects.requireNonNull(responders.get(member), () -> "no member " + member);
    }

    List<InetAddress> source(String upstream) {
        return sources.getOrDefault(upstream, List.of());
    }
}
