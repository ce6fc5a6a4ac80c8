// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps responses by key: heads on the heap, bodies beside it, within an exact number of bytes; knows nothing of RFC 9111.
 *
 * <p>Start at {@link dev.catena.store.MemoryStore}; what it keeps and why is {@link dev.catena.store.Replacement}; what comes from the disk, {@link dev.catena.store.FromBelow}.
 */
@NullMarked
package dev.catena.store;

import org.jspecify.annotations.NullMarked;
