// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that settings make and that has processes, connections or threads: a reload that leaves its settings alone keeps it. Where they
 * changed, the former one serves on for a while, as exchanges end with the settings they began with.
 *
 * @param <S> its settings, compared by value
 */
final class Kept<S, T> implements AutoCloseable {
    private final Function<S, T> maker;
    private final Consumer<T> end;
    private final Duration farewell;
    private final List<One<S, T>> all = new ArrayList<>();

    private record One<S, T>(S settings, T value) {}

    /**
     * @param maker makes one that costs nothing before it is used: these settings may yet be refused
     * @param farewell how long a former one serves on
     */
    Kept(Function<S, T> maker, Consumer<T> end, Duration farewell) {
        this.maker = maker;
        this.end = end;
        this.farewell = farewell;
    }

    /** The one for these settings: that which there is, else a new one. */
    synchronized T of(S settings) {
        return all.stream().filter(one -> one.settings.equals(settings)).findFirst().orElseGet(() -> {
            var made = new One<>(settings, maker.apply(settings));
            all.add(made);
            return made;
        }).value;
    }

    /** The one that is in force since {@link #inForce}; null before. */
    synchronized @Nullable T current() {
        return all.isEmpty() ? null : all.getFirst().value;
    }

    /** These settings are obeyed from now on; null: there is none any more. */
    synchronized void inForce(@Nullable S settings) {
        var former = all.stream().filter(one -> !one.settings.equals(settings)).toList();
        all.removeAll(former);
        former.forEach(one -> CompletableFuture.runAsync(() -> end.accept(one.value),
            CompletableFuture.delayedExecutor(farewell.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)));
    }

    @Override
    public synchronized void close() {
        all.forEach(one -> end.accept(one.value));
        all.clear();
    }
}
