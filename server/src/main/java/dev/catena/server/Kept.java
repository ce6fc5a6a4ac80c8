// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that settings make and that has processes, connections or threads: a reload that leaves its settings alone keeps it. Where they
 * changed, the former one serves on for a while, as exchanges end with the settings they began with.
 *
 * @param <S> its settings, compared by value
 */
final class Kept<S, T> implements AutoCloseable {
    private final Maker<S, T> maker;
    private final Consumer<T> end;
    private final Duration farewell;
    private final List<One<S, T>> all = new ArrayList<>();
    private boolean asked;

    /** Makes one of its settings. */
    interface Maker<S, T> {
        T make(S settings) throws IOException;
    }

    private record One<S, T>(S settings, T value) {}

    /**
     * @param maker makes one that costs nothing before it is used: these settings may yet be refused
     * @param farewell how long a former one serves on
     */
    Kept(Maker<S, T> maker, Consumer<T> end, Duration farewell) {
        this.maker = maker;
        this.end = end;
        this.farewell = farewell;
    }

    /**
     * The one for these settings: that which there is, else a new one.
     *
     * @throws IOException if a file it needs cannot be read
     */
    synchronized T of(S settings) throws IOException {
        var found = all.stream().filter(one -> one.settings.equals(settings)).findFirst();
        var one = found.isPresent() ? found.get() : new One<>(settings, maker.make(settings));
        asked = true;
        all.remove(one);
        all.add(one);
        return one.value;
    }

    /** The one that was asked for last; null before. */
    synchronized @Nullable T current() {
        return all.isEmpty() ? null : all.getLast().value;
    }

    /** What was asked for since the last time is used from now on, or nothing; the others serve on for a while. */
    synchronized void inForce() {
        while (all.size() > (asked ? 1 : 0)) retire(all.removeFirst().value);
        asked = false;
    }

    private void retire(T value) {
        CompletableFuture.runAsync(() -> end.accept(value),
            CompletableFuture.delayedExecutor(farewell.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread));
    }

    @Override
    public synchronized void close() {
        all.forEach(one -> end.accept(one.value));
        all.clear();
    }
}
