// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Fetch;
import dev.catena.http.RequestHead;
import dev.catena.identity.Principal;
import dev.catena.policy.Permit;
import dev.catena.route.Attempts;
import dev.catena.route.Route;
import java.util.Optional;

/**
 * A request that has to leave the house.
 *
 * @param upgrade the protocol the client wants to switch to and may, or empty
 * @param fetch what the cache wants to know of the answer; absent for tunnels and upgrades
 * @param tried ways that led nowhere
 * @param held its body is here, so that it can be sent more than once
 */
record Errand(RequestHead request, Principal principal, Permit permit, String upgrade, Optional<Fetch> fetch, Attempts tried, boolean held) {
    Errand(RequestHead request, Principal principal, Permit permit, String upgrade, Optional<Fetch> fetch, Attempts tried) {
        this(request, principal, permit, upgrade, fetch, tried, false);
    }

    boolean isUpgrade() {
        return !upgrade.isEmpty();
    }

    /** Whether a lost request could be sent a second time. */
    boolean repeatable() {
        return request.method().idempotent() && !flowsOnce();
    }

    /** Its body comes from the client, once. */
    boolean flowsOnce() {
        return request.hasBody() && !held;
    }

    /** Whether it may go out before the connection is proven: it has no effect, or none that a challenge does not prevent. */
    boolean harmless() {
        return !request.hasBody() && (request.method().safe() || request.opensTunnel());
    }

    Errand withoutFetch() {
        return new Errand(request, principal, permit, upgrade, Optional.empty(), tried, held);
    }

    Errand avoiding(Route route) {
        return new Errand(request, principal, permit, upgrade, fetch, tried.and(route), held);
    }
}
