// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.exchange.Workers;
import dev.catena.listen.Admissions;
import dev.catena.listen.Listener;
import dev.catena.listen.ListenerSettings;
import dev.catena.net.Loops;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The listeners that are open. Any thread may look; one at a time may change them. */
final class OpenListeners implements AutoCloseable {
    private final Loops loops;
    private final Workers workers;
    private final Admissions admissions = new Admissions();
    /** By name, in the order of the settings. */
    private volatile Map<String, Place> places = Map.of();

    OpenListeners(Loops loops, Workers workers) {
        this.loops = loops;
        this.workers = workers;
    }

    /** @param wanted the address that the settings say, of which the port may be the system's choice */
    private record Place(Listener listener, HostPort wanted) {}

    /**
     * Opens what is wanted and not open yet. Nothing changes for what is open before the change is carried out.
     *
     * @throws IOException if an address cannot be had; then nothing was opened
     */
    Change prepare(List<ListenerSettings> wanted) throws IOException {
        var opened = new ArrayList<Listener>();
        var next = new LinkedHashMap<String, Place>();
        try {
            for (var settings : wanted) {
                var now = places.get(settings.name());
                if (now == null || !now.wanted.equals(settings.address())) {
                    now = new Place(Listener.open(settings.name(), settings.address().toSocketAddress(), loops, workers, admissions), settings.address());
                    opened.add(now.listener);
                }
                next.put(settings.name(), now);
            }
            return new Change(next);
        } catch (IOException failure) {
            opened.forEach(Listener::close);
            throw failure;
        }
    }

    /** Other listeners than those that are open. */
    final class Change {
        private final Map<String, Place> next;

        private Change(Map<String, Place> next) {
            this.next = Collections.unmodifiableMap(next);
        }

        /** From now on these are the listeners; who is not among them any more takes no more connections. */
        void carryOut() {
            var leaving = new ArrayList<>(places.values());
            leaving.removeAll(next.values());
            places = next;
            leaving.forEach(place -> place.listener.drain());
        }
    }

    Collection<Listener> all() {
        return places.values().stream().map(Place::listener).toList();
    }

    /** Where that listener listens. */
    InetSocketAddress address(String name) {
        return Objects.requireNonNull(places.get(name), () -> "no listener " + name).listener.address();
    }

    Admissions admissions() {
        return admissions;
    }

    /** All take no more connections; idle ones close, busy ones after their answer. */
    void drain() {
        all().forEach(Listener::drain);
    }

    @Override
    public void close() {
        all().forEach(Listener::close);
    }
}
