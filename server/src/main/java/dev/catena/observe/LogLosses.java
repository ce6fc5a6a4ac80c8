// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * What all access logs together could not write, counted over the life of the process, whichever logs come and go.
 *
 * @param dropped lines that were never written
 * @param failures attempts to write that failed
 */
public record LogLosses(LongAdder dropped, LongAdder failures) {
    public LogLosses() {
        this(new LongAdder(), new LongAdder());
    }
}
