// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.server.convert.Place;
import java.util.Optional;

/**
 * An element of a list without "not", of which the first that matches decides.
 *
 * @param words the line of the source that decided so, for people
 */
public record Ruling<O>(Term match, O outcome, String words, Place place) {
    /** The same for those of its requests that match {@code term}, too. */
    Optional<Ruling<O>> within(Term term) {
        return match.and(term).map(both -> new Ruling<>(both, outcome, words, place));
    }
}
