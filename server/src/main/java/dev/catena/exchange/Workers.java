// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The workers of a proxy, one an event loop. Never changes. */
public final class Workers {
    private final Map<EventLoop, Worker> byLoop = new IdentityHashMap<>();

    public Workers(Collection<Worker> workers) {
        workers.forEach(worker -> byLoop.put(worker.context().loop(), worker));
    }

    /** Who works on the loop of a connection. */
    public Worker of(EventLoop loop) {
        return Objects.requireNonNull(byLoop.get(loop), "a loop of another proxy");
    }

    public List<Worker> all() {
        return List.copyOf(byLoop.values());
    }
}
