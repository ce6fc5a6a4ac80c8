// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Fetch;
import dev.catena.http.RequestHead;
import dev.catena.policy.Permit;
import java.util.Optional;

/**
 * A request that has to leave the house.
 *
 * @param upgrade the protocol the client wants to switch to and may, or empty
 * @param fetch what the cache wants to know of the answer; absent for tunnels and upgrades
 */
record Errand(RequestHead request, Permit permit, String upgrade, Optional<Fetch> fetch) {
    boolean isUpgrade() {
        return !upgrade.isEmpty();
    }

    /** Whether a lost request could be sent a second time. */
    boolean repeatable() {
        return request.method().idempotent() && !request.hasBody();
    }
}
