// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.server.convert.Place;
import java.util.List;

/**
 * A line of an ordered list of the source: it decides when all of its conditions hold.
 *
 * @param outcome what it decides: allow is true
 * @param words the line for people, without secrets
 */
public record Line(boolean outcome, List<Literal> literals, String words, Place place) {
    public Line {
        literals = List.copyOf(literals);
    }

    /** A condition, or that it does not hold. */
    public record Literal(Extent extent, boolean negated) {}
}
