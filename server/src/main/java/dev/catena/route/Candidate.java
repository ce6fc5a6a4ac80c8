// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/**
 * A member as the functions see it that give URLs an owner.
 *
 * @param weight its share relative to the others'; 0: it owns nothing
 */
public record Candidate(String name, int weight) {
    public Candidate {
        if (weight < 0) throw new IllegalArgumentException("the weight of %s is negative: %d".formatted(name, weight));
    }
}
