// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.StoredBody;

/** A stretch of a body that is put together. */
public sealed interface Patch {
    /** These bytes of a stored body; whoever takes the patch has a reference to that, and gives it back. */
    record Held(StoredBody body, long from, long toExclusive) implements Patch {}

    /** These have to be asked for. */
    record Missing(Gap gap) implements Patch {}
}
