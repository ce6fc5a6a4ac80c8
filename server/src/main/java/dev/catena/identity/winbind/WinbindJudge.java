// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.identity.BackOff;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmProof;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks Samba's winbind, and so the domain: {@code ntlm_auth --helper-protocol=ntlm-server-1} in a few supervised processes. As the
 * challenge is ours, a helper is busy only while it judges: clients that begin a log-in and walk away cost it nothing.
 *
 * <p>Log-ins wait in one bounded queue; a virtual thread for each helper takes them from it. A helper that ends, speaks nonsense or
 * misses the deadline is replaced, after a {@link BackOff} when that happens again and again. No question is put twice, as a wrong
 * password would count twice. Thread-safe; close it to end the processes.
 */
public final class WinbindJudge implements NtlmJudge, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WinbindJudge.class.getName());

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final DomainSettings settings;
    private final DomainCounts counts;
    private final BackOff backOff;
    private final BlockingQueue<Ticket> waiting;
    private final List<Thread> workers = new ArrayList<>();
    private final Set<Helper> running = new HashSet<>();
    /** Log-ins that were taken in and are not answered yet. */
    private int open;
    private boolean closed;

    /** A log-in and its verdict to be. */
    private record Ticket(NtlmProof proof, CompletableFuture<Judgement> verdict) {}

    /** Starts helpers when they are first needed. */
    public WinbindJudge(DomainSettings settings, InstantSource clock, DomainCounts counts) {
        this.settings = settings;
        this.counts = counts;
        this.backOff = new BackOff(clock);
        this.waiting = new ArrayBlockingQueue<>(settings.queue());
    }

    @Override
    public CompletionStage<Judgement> judge(NtlmProof proof) {
        var late = new Judgement.Unavailable("winbind gave no verdict within %d ms".formatted(settings.deadline().toMillis()));
        var ticket = new Ticket(proof, new CompletableFuture<Judgement>()
            .completeOnTimeout(late, settings.deadline().toMillis(), TimeUnit.MILLISECONDS));
        long begun = System.nanoTime();
        var counted = ticket.verdict.thenApply(judgement -> {
            counts.judged(judgement, System.nanoTime() - begun);
            return judgement;
        });
        if (!enqueue(ticket)) {
            ticket.verdict.complete(new Judgement.Unavailable("winbind is busy: %d log-ins wait for it, or the proxy stops".formatted(settings.queue())));
        }
        return counted.minimalCompletionStage();
    }

    private synchronized boolean enqueue(Ticket ticket) {
        if (closed || !waiting.offer(ticket)) {
            return false;
        }
        open++;
        if (open > workers.size() && workers.size() < settings.helpers()) {
            workers.add(Thread.ofVirtual().name("winbind-" + workers.size()).start(this::work));
        }
        return true;
    }

    private void work() {
        @Nullable Helper helper = null;
        try {
            while (true) {
                var ticket = waiting.take();
                if (!ticket.verdict.isDone()) {
                    helper = serve(ticket, helper);
                }
                served();
            }
        } catch (InterruptedException closing) {
            LOG.log(System.Logger.Level.DEBUG, "a worker of winbind ends");
        } finally {
            if (helper != null) {
                end(helper);
            }
        }
    }

    /** Log-ins that wait for a helper. */
    public int waiting() {
        return waiting.size();
    }

    /** Helper processes that run. */
    public synchronized int helpers() {
        return running.size();
    }

    /** Those of them that judge a log-in. */
    public synchronized int busy() {
        return Math.clamp(open - waiting.size(), 0, running.size());
    }

    private synchronized void served() {
        open--;
    }

    /** Answers a ticket, and says which helper to go on with: none if it failed. */
    private @Nullable Helper serve(Ticket ticket, @Nullable Helper present) {
        if (!backOff.isOver()) {
            ticket.verdict.complete(new Judgement.Unavailable("winbind's helper fails again and again: " + backOff.lastWords()));
            return present;
        }
        @Nullable Helper helper = present;
        try {
            if (helper != null && !helper.isAlive()) {
                end(helper);
                helper = null;
            }
            if (helper == null) {
                helper = started(Helper.start(settings.command()));
            }
            var judgement = askWithinDeadline(ticket, helper);
            backOff.succeeded();
            ticket.verdict.complete(judgement);
            return helper;
        } catch (HelperFailure failure) {
            return failed(ticket, helper, failure);
        }
    }

    /** Ends the helper when the ticket's time is over first, and with it the waiting. */
    private static Judgement askWithinDeadline(Ticket ticket, Helper helper) throws HelperFailure {
        var answered = new CompletableFuture<Judgement>();
        ticket.verdict.whenComplete((_, _) -> {
            if (!answered.isDone()) {
                helper.end();
            }
        });
        var judgement = helper.ask(ticket.proof);
        answered.complete(judgement);
        return judgement;
    }

    private @Nullable Helper failed(Ticket ticket, @Nullable Helper helper, HelperFailure failure) {
        var words = ticket.verdict.isDone() ? "it missed the deadline" : failure.what();
        if (helper != null) {
            end(helper);
        }
        backOff.failed(words);
        if (!isClosed()) {
            LOG.log(System.Logger.Level.WARNING, "winbind''s helper {0} failed: {1}; another one takes its place", settings.command(), words);
        }
        ticket.verdict.complete(new Judgement.Unavailable("winbind's helper failed: " + words));
        return null;
    }

    private synchronized Helper started(Helper helper) {
        running.add(helper);
        counts.started();
        if (closed) {
            helper.end();
        }
        return helper;
    }

    private synchronized void end(Helper helper) {
        running.remove(helper);
        helper.end();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the helpers; log-ins that wait are told so. Returns when all is over. */
    @Override
    public void close() {
        var unanswered = new ArrayList<Ticket>();
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            waiting.drainTo(unanswered);
            workers.forEach(Thread::interrupt);
            running.forEach(Helper::end);
            ending = List.copyOf(workers);
        }
        unanswered.forEach(ticket -> ticket.verdict.complete(new Judgement.Unavailable("the proxy stops")));
        ending.forEach(WinbindJudge::await);
    }

    private static void await(Thread worker) {
        try {
            worker.join(CLOSING);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
