// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.Refusal;

/** Where a request goes next. */
public sealed interface Choice {
    /**
     * @param name of the route in the settings; empty when none matched
     * @param reason a clause for people
     */
    record Take(Route route, String name, String reason) implements Choice {}

    /** Every way the matching route names is down, or was tried in vain. */
    record Nowhere(Refusal refusal) implements Choice {}
}
