// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.function.Predicate;

/**
 * What lies in one tier of the store, for an administrator who looks at it or empties it. Both go through everything there is, and may
 * read files: for threads that may wait, never for an event loop.
 */
public interface Inventory {
    /** What the tier is called: {@code memory}. */
    String tier();

    /**
     * Shows one entry after the other, until there are no more or the visitor says false. What comes or goes meanwhile may be seen or not.
     * An entry is good during the visit only.
     */
    void visit(Predicate<? super StoredEntry> visitor);

    /**
     * Forgets every entry that is meant. Responses on their way in, whatever they are, are not stored: nobody knows whether they were
     * asked for before or after.
     *
     * @return how many there were
     */
    int purge(Predicate<? super StoredEntry> meant);
}
