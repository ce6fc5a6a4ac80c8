// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/**
 * What a replacement policy knows of one stored thing. All but {@link #touch} under the store's lock.
 */
abstract class Resident {
    /** Hash of the key. */
    final long hash;
    /** Bytes it occupies. */
    final long size;

    /** Times it was used since the policy looked last; counted without a barrier, so a few may be lost. */
    private int uses;

    /** The policy's own: uses as far as they are reckoned in, worth, place in its order or -1. */
    int frequency;
    double worth;
    int place = -1;

    Resident(long hash, long size) {
        this.hash = hash;
        this.size = size;
    }

    /** It was used. Any thread. */
    final void touch() {
        uses++;
    }

    /** Uses since the last {@link #takeUses}, roughly. Any thread. */
    final int uses() {
        return uses;
    }

    /** Uses since the last call. */
    final int takeUses() {
        int taken = uses;
        uses = 0;
        return taken;
    }
}
