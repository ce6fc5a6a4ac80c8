// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;
import java.util.function.Predicate;

/** Decides who stays when not everything fits. Called under the store's lock, but for {@link #missed}. */
interface Replacement<R extends Resident> {
    /** Somebody asked for that key, and nothing was there. Any thread; may lose a count. */
    void missed(long hash);

    /** How often that key was missed lately. */
    int misses(long hash);

    /** It is stored now. */
    void add(R resident);

    /** It is gone, for whatever reason; nothing happens if it was not there. */
    void remove(R resident);

    /**
     * Chooses whose going frees at least that many bytes for a newcomer, and removes them.
     *
     * @param frequency how often the newcomer is asked for
     * @param size its bytes in all
     * @param spares those it says yes to stay, as their bytes would not come free
     * @return empty if the newcomer is worth less than what would have to go
     */
    List<R> giveWay(int frequency, long size, long bytes, Predicate<R> spares);

    /** Chooses and removes the least worthy, at least that many bytes of them, or all there are. */
    List<R> shed(long bytes);
}
