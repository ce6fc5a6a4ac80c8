// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.util.List;

/**
 * How a member stands to what the array agrees on, as it tells the others.
 *
 * @param id by which voters are named: its {@code array.address}
 * @param founding which array's agreements it keeps; empty before it knows
 * @param voters those who agree, by their ids; before the founding, those its settings name
 * @param written whether anything was agreed on since the founding
 * @param epoch of the shared settings that are in force there
 * @param trouble why later ones are not, or empty
 */
public record Standing(String id, String founding, List<String> voters, boolean written, long epoch, String trouble) {
    public Standing {
        voters = voters.stream().sorted().toList();
    }

    public boolean isFounded() {
        return !founding.isEmpty();
    }

    /** Whether its word counts. */
    public boolean votes() {
        return isFounded() && voters.contains(id);
    }
}
