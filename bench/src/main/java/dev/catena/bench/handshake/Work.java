// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import java.time.Duration;

/** What clients do, again and again. */
interface Work {
    /** Does it for a while, and says how often it was done: at least once. */
    long during(Duration time);
}
