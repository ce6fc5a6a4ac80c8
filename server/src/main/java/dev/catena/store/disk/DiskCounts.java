// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.concurrent.atomic.LongAdder;

/** What the disk cache did since the start of the process, whatever folders it had. */
public final class DiskCounts {
    final LongAdder stored = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder found = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder damaged = new LongAdder();
    final LongAdder errors = new LongAdder();

    /** Responses written. */
    public long stored() {
        return stored.sum();
    }

    /** Responses that were wanted and not written: too much waited, or the folder failed. */
    public long refused() {
        return refused.sum();
    }

    /** Responses read. */
    public long found() {
        return found.sum();
    }

    /** Responses pushed out for others. */
    public long evicted() {
        return evicted.sum();
    }

    /** Responses that were not as they were written. */
    public long damaged() {
        return damaged.sum();
    }

    /** Reads and writes that failed. */
    public long errors() {
        return errors.sum();
    }
}
