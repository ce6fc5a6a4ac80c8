// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the folders of a store have in common. Any thread.
 *
 * @param inMemory whether the tier above has responses of a key
 * @param sequences a higher number with each call
 */
record Shared(DiskIndex index, Segments segments, Kills kills, Orphans orphans, DiskCounts counts, Predicate<String> inMemory, LongSupplier sequences) {}
