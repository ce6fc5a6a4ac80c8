// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The workers of a proxy, one an event loop. Never changes. */
public final class Workers {
    private final Map<EventLoop, Worker> byLoop = new IdentityHashMap<>();

    public Workers(Collection<Worker> workers) {
        workers.forEach(worker -> byLoop.put(worker.context().loop(), worker));
    }

    /** Who works on the loop of a connection. */
    public Worker of(EventLoop loop) {
        return byLoop.get(loop);
    }

    public List<Worker> all() {
        return List.copyOf(byLoop.values());
    }
}
