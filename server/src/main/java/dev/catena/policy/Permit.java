// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.net.AddressGuard;
import java.util.List;

/**
 * What an allowed request carries along.
 *
 * @param rule the name of the rule that decided; empty when there is no policy
 * @param action what the rule did, in the word of the settings: {@code allow}
 * @param reported names of the {@code report} rules that matched on the way
 * @param reason why it is allowed, a clause for people
 * @param guard asked about every address before it is dialled
 */
public record Permit(String rule, String action, List<String> reported, String reason, AddressGuard guard) {
    public Permit {
        reported = List.copyOf(reported);
    }
}
