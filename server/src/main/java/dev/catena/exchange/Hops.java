// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.identity.Responder;
import dev.catena.net.AddressGuard;
import dev.catena.route.MemberId;
import dev.catena.route.Route;
import dev.catena.route.UpstreamHealth;
import dev.catena.upstream.Destination;
import dev.catena.upstream.Way;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the members of the upstreams.
 *
 * @param guard for connections to them: where the administrator sends requests they may go, but never to ourselves
 */
public record Hops(Map<MemberId, Member> members, UpstreamHealth health, AddressGuard guard) {
    /**
     * One member.
     *
     * @param responder speaks for us
     * @param owner as whom connections are shared
     * @param source where connections come from, one address a family at most
     * @param userField names the client's user to it, if it is to know
     */
    public record Member(Responder responder, Destination.Owner owner, Way way, List<InetAddress> source, Optional<FieldName> userField) {
        public Member {
            source = List.copyOf(source);
        }

        /** Where a connection leads: to the member, or through it to the origin. */
        Destination destination(Route.Member member, Route.Direct origin) {
            return member.endsAtOrigin()
                ? new Destination(owner, origin.host(), origin.port(), way)
                : new Destination(owner, member.host(), member.port(), way);
        }

        /** The member's own door. */
        Destination door(Route.Member member) {
            return new Destination(owner, member.host(), member.port(), member.endsAtOrigin() ? Way.PLAIN : way);
        }
    }

    public Hops {
        members = Map.copyOf(members);
    }

    Member member(MemberId id) {
        return Objects.requireNonNull(members.get(id), () -> "no member " + id);
    }

    Responder responder(MemberId id) {
        return member(id).responder();
    }

    /** The field that names the user on this way, if there is one. */
    Optional<FieldName> userField(Route route) {
        return route instanceof Route.Member member ? member(member.id()).userField() : Optional.empty();
    }
}
