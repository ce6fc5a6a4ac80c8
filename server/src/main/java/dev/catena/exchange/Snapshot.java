// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Membership;
import dev.catena.cache.Cache;
import dev.catena.http.FieldName;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.identity.ClientAuth;
import dev.catena.identity.Mode;
import dev.catena.identity.Principal;
import dev.catena.net.LimitSettings;
import dev.catena.net.ServerTls;
import dev.catena.net.TimeoutSettings;
import dev.catena.observe.Journal;
import dev.catena.policy.Gate;
import dev.catena.policy.Policy;
import dev.catena.route.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the settings decide, ready to use. A reload makes another one; an exchange keeps the one it began with.
 *
 * @param doors by the listener's name
 * @param array the one this proxy is a member of
 * @param quotesClients a log says what clients say of themselves
 */
public record Snapshot(
    OwnName name,
    Map<String, Door> doors,
    Policy policy,
    Router router,
    Hops hops,
    Optional<Membership> array,
    Cache cache,
    Duration collapseWait,
    LimitSettings limits,
    TimeoutSettings timeouts,
    Journal journal,
    boolean quotesClients,
    InstantSource clock) {

    /**
     * What a listener lets in.
     *
     * @param auth finds out who they are
     * @param mode how clients may prove who they are
     * @param upgrades tokens of {@code Upgrade} that are forwarded, lower case
     * @param vouching whose word is taken for who asks
     * @param targets fields addressed to the cache that are obeyed for what comes here, strongest first
     * @param tls that is spoken with them, if it is
     */
    public record Door(Gate gate, ClientAuth auth, Mode mode, List<String> upgrades, Optional<Vouching> vouching, List<FieldName> targets, Optional<ServerTls> tls) {
        /** The rules refused somebody who has not said who it is, and the listener would listen. */
        boolean mayStillLogIn(Principal principal, Refusal refusal) {
            return principal.isAnonymous() && refusal.code() == RefusalCode.POLICY_DENIED && !mode.offered().isEmpty();
        }
    }

    public Snapshot {
        doors = Map.copyOf(doors);
    }

    /** This proxy's name in {@code Via}. */
    public String pseudonym() {
        return name.pseudonym();
    }

    /** The door of a listener; any other once that listener is gone, as for what is under way by then it does not matter any more. */
    Door door(String listener) {
        var door = doors.get(listener);
        return door != null ? door : doors.values().iterator().next();
    }

    /** The same, but for the members of the array and of upstreams. */
    public Snapshot with(Optional<Membership> others, Router ways, Hops reached) {
        return new Snapshot(name, doors, policy, ways, reached, others, cache, collapseWait, limits, timeouts, journal, quotesClients, clock);
    }
}
