// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import java.util.concurrent.atomic.LongAdder;

/** How many of what is open now, over all event loops. Zero all when nobody is there: the leak check relies on it. */
public final class Census {
    public final LongAdder clientConnections = new LongAdder();
    public final LongAdder exchanges = new LongAdder();
    public final LongAdder tunnels = new LongAdder();
}
