// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Responder} would do on a new connection to its hop, as far as that is known before it is tried.
 *
 * @param user our account there; empty without credentials
 * @param allowed what we may prove ourselves with
 * @param expectation what the hop was seen to want
 * @param scheme the scheme that would be taken, where the expectation tells
 * @param failure the cause of error 12201 that is to be expected, unless the hop changed since
 * @param words what would happen, a clause for people
 */
public record HopOutlook(String user, List<Scheme> allowed, Expectations.Expectation expectation, Optional<Scheme> scheme,
                         Optional<HopFailure> failure, String words) {
    public HopOutlook {
        allowed = List.copyOf(allowed);
    }
}
