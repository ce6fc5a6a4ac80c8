// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that nobody who guesses passwords here locks an account of the domain, be it from a thousand addresses: so many failed log-ins
 * of an account in a window, and the domain is not asked about it for the rest of the window. Thread-safe; outlives a reload.
 *
 * <p>Log-ins that are being judged count as if they had failed, so that a hundred at once are not a hundred failures; those beyond wait
 * for their outcome. A right password forgives the failures before it, as it does in a domain.
 */
final class DomainBudget {
    /** Log-ins as one account that wait; a browser opens some dozen connections at once. */
    static final int WAITING_MAX = 256;
    /** Longer than the slowest judge. */
    private static final Duration WAITING = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private volatile Consumer<LogInEvent> others = _ -> { };
    private ThrottleSettings settings;

    private static final class Account {
        final Deque<Instant> failures = new ArrayDeque<>();
        final Deque<Waiting> waiting = new ArrayDeque<>();
        int asking;

        boolean isIdle() {
            return asking == 0 && waiting.isEmpty();
        }
    }

    /** A log-in whose turn comes, and its outcome. */
    private record Waiting(Supplier<CompletionStage<Attempt>> judge, CompletableFuture<Attempt> outcome) {}

    DomainBudget(ThrottleSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Other limits from now on; what was counted stays. */
    synchronized void use(ThrottleSettings settings) {
        this.settings = settings;
    }

    /** Others are told what happens here. */
    void tell(Consumer<LogInEvent> others) {
        this.others = others;
    }

    /** The domain refused a password elsewhere in the array. */
    synchronized void failedElsewhere(String account) {
        var known = accounts.computeIfAbsent(account, _ -> new Account());
        known.failures.add(clock.instant());
        keepBounded(known);
    }

    /** It accepted one there. */
    synchronized void forgivenElsewhere(String account) {
        var known = accounts.get(account);
        if (known != null) known.failures.clear();
    }

    /**
     * Has a log-in judged, now or when others were; or answers {@link Attempt.Throttled} without asking.
     *
     * @param account by its one name
     * @param judge asks the domain; never fails
     */
    CompletionStage<Attempt> ask(String account, Supplier<CompletionStage<Attempt>> judge) {
        var key = account.toLowerCase(Locale.ROOT);
        var waiting = new Waiting(judge, new CompletableFuture<Attempt>()
            .completeOnTimeout(new Attempt.Unavailable("too many log-ins as %s wait for the domain".formatted(account)), WAITING.toMillis(), TimeUnit.MILLISECONDS));
        if (enqueue(key, waiting)) proceed(key, account);
        else waiting.outcome.complete(new Attempt.Unavailable("%d log-ins as %s wait for the domain".formatted(WAITING_MAX, account)));
        return waiting.outcome.minimalCompletionStage();
    }

    private synchronized boolean enqueue(String key, Waiting waiting) {
        var known = accounts.computeIfAbsent(key, _ -> new Account());
        keepBounded(known);
        return known.waiting.size() < WAITING_MAX && known.waiting.add(waiting);
    }

    private void keepBounded(Account kept) {
        if (accounts.size() <= settings.entriesMax()) return;
        accounts.entrySet().stream().filter(entry -> entry.getValue().isIdle() && entry.getValue() != kept).findFirst()
            .map(Map.Entry::getKey).ifPresent(accounts::remove);
    }

    /** Begins what may begin, and ends what may not. Judges are asked outside of the lock. */
    private void proceed(String key, String name) {
        var beginning = new ArrayList<Waiting>();
        var refused = new ArrayList<Waiting>();
        Duration left;
        synchronized (this) {
            var account = accounts.computeIfAbsent(key, _ -> new Account());
            left = exhaustedFor(account);
            if (left.isPositive()) {
                refused.addAll(account.waiting);
                account.waiting.clear();
            }
            while (!account.waiting.isEmpty() && account.failures.size() + account.asking < settings.domainFailures()) {
                var next = account.waiting.remove();
                if (next.outcome.isDone()) continue;
                account.asking++;
                beginning.add(next);
            }
        }
        refused.forEach(waiting -> waiting.outcome.complete(new Attempt.Throttled(name, left,
            "the domain is not asked about %s for another %d s, as further wrong passwords might lock the account".formatted(name, left.plusMillis(999).toSeconds()))));
        begin(key, name, beginning);
    }

    private void begin(String key, String name, List<Waiting> beginning) {
        beginning.forEach(waiting -> waiting.judge.get().whenComplete((attempt, failure) -> {
            settled(key, attempt).ifPresent(others);
            if (failure == null) waiting.outcome.complete(attempt);
            else waiting.outcome.completeExceptionally(failure);
            proceed(key, name);
        }));
    }

    /** What others should know of it. */
    private synchronized Optional<LogInEvent> settled(String key, @Nullable Attempt attempt) {
        var account = accounts.computeIfAbsent(key, _ -> new Account());
        account.asking = Math.max(0, account.asking - 1);
        if (attempt instanceof Attempt.Right && !account.failures.isEmpty()) {
            account.failures.clear();
            return Optional.of(new LogInEvent.DomainForgave(key));
        }
        if (!(attempt instanceof Attempt.Wrong)) return Optional.empty();
        account.failures.add(clock.instant());
        return Optional.of(new LogInEvent.DomainFailed(key));
    }

    /** How long until a failure is forgotten, if there are too many; else zero. */
    private Duration exhaustedFor(Account account) {
        var now = clock.instant();
        account.failures.removeIf(failed -> !failed.plus(settings.domainWindow()).isAfter(now));
        if (account.failures.size() < settings.domainFailures()) return Duration.ZERO;
        return Duration.between(now, account.failures.getFirst().plus(settings.domainWindow()));
    }
}
