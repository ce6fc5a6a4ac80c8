// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

/** What the other members may ask of this one. Any thread but an event loop. */
public interface MemberDuties {
    /**
     * Forgets what is stored; how many responses that were.
     *
     * @param kind of what: {@code url}, {@code prefix}, {@code host}, {@code tag} or {@code all}
     * @param text the URL, and so on
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    int purge(String kind, String text);
}
