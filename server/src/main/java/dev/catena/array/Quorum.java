// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who of an array agrees, as one member sees it.
 *
 * @param voters by their ids
 * @param needed how many of them make a majority
 * @param seen those that this member sees, itself among them if it is one
 * @param leader who puts what is written into an order; empty while there is none
 * @param hindrance why nothing can be agreed on now, and what to do; empty if it can
 * @param standings of all members that are seen, by where clients reach them
 */
public record Quorum(List<String> voters, int needed, List<String> seen, Optional<String> leader, String hindrance, Map<HostPort, Standing> standings) {
    public Quorum {
        voters = List.copyOf(voters);
        seen = List.copyOf(seen);
        standings = Map.copyOf(standings);
    }
}
