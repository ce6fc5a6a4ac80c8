// SPDX-License-Identifier: Apache-2.0
/**
 * The tier below memory: responses in segment files that are only ever appended to, found by an index of a few bytes each.
 *
 * <p>Start at {@link dev.catena.store.disk.DiskStore}. A {@link dev.catena.store.disk.Volume} is one directory with its writer thread; what lies in a file,
 * and how it is trusted, is {@link dev.catena.store.disk.RecordHeader} and {@link dev.catena.store.disk.Footer}.
 */
@NullMarked
package dev.catena.store.disk;

import org.jspecify.annotations.NullMarked;
