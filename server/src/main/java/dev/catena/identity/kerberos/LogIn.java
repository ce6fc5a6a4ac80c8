// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.base.FailureWords;
import dev.catena.base.Offload;
import dev.catena.identity.BackOff;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.LockoutBudget.Leave;
import dev.catena.identity.Password;
import dev.catena.identity.kerberos.KerberosFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.LoginException;
import javax.security.auth.RefreshFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one account logged in to its realm: gets the ticket that gets others when it is first needed, gets a new one in the background
 * before it ends, and leaves a KDC that fails alone for a while. Thread-safe; one log-in at a time, on an {@link Offload}.
 *
 * <p>A password or key that the KDC refused is a failed log-in of the domain's account: the {@link LockoutBudget} decides whether it may
 * be shown.
 */
final class LogIn {
    private static final System.Logger LOG = System.getLogger(LogIn.class.getName());
    /** A cache is looked at again so often, for somebody else renews it. */
    static final Duration CACHE_LOOK = Duration.ofMinutes(1);
    /** The last fifth of its life, but no more than this, is the time to get another ticket. */
    private static final Duration MARGIN_MAX = Duration.ofMinutes(30);
    private static final int MARGIN_PART = 5;
    private static final int LEAVES_MAX = 3;

    /** Whether we are in. */
    sealed interface Outcome {
        /** @param renewAt when to look for a new ticket */
        record In(Subject subject, String client, Instant ends, Instant renewAt) implements Outcome {}

        record Out(KerberosFailure failure) implements Outcome {}
    }

    private final String upstream;
    private final String budgetName;
    private final ServiceAccount account;
    private final LockoutBudget budget;
    private final Offload threads;
    private final Duration deadline;
    private final InstantSource clock;
    private final BackOff backOff;

    private Outcome.@Nullable In held;
    private Outcome.@Nullable Out failed;
    private @Nullable CompletableFuture<Outcome> underWay;

    /**
     * @param upstream whose budget of failed log-ins counts
     * @param budgetName the account as the upstream's other schemes name it, for the same password is the same failure
     * @param deadline of the threads
     */
    LogIn(String upstream, String budgetName, ServiceAccount account, LockoutBudget budget, Offload threads, Duration deadline, InstantSource clock) {
        this.upstream = upstream;
        this.budgetName = budgetName;
        this.account = account;
        this.budget = budget;
        this.threads = threads;
        this.deadline = deadline;
        this.clock = clock;
        this.backOff = new BackOff(clock);
    }

    /** Never fails; waits for the KDC only if there is no ticket that can be used. */
    synchronized CompletionStage<Outcome> now() {
        var now = clock.instant();
        var in = held;
        if (in == null || !now.isBefore(in.ends)) return begin();
        if (!now.isBefore(in.renewAt)) begin();
        return CompletableFuture.completedFuture(in);
    }

    private synchronized CompletableFuture<Outcome> begin() {
        if (underWay != null) return underWay;
        if (failed != null && !backOff.isOver()) return CompletableFuture.completedFuture(failed);
        var done = new CompletableFuture<Outcome>();
        underWay = done;
        threads.submit(this::logIn).whenComplete((outcome, thrown) -> done.complete(conclude(outcome, thrown)));
        return done;
    }

    private synchronized Outcome conclude(@Nullable Outcome outcome, @Nullable Throwable thrown) {
        underWay = null;
        var concluded = outcome != null ? outcome : new Outcome.Out(late(thrown, deadline));
        switch (concluded) {
            case Outcome.In in -> {
                backOff.succeeded();
                failed = null;
                held = sameTicket(in) ? kept(in) : in;
            }
            case Outcome.Out out -> {
                backOff.failed(out.failure().why());
                if (held != null && (failed == null || !failed.equals(out))) {
                    LOG.log(System.Logger.Level.WARNING, "upstream {0}: the Kerberos ticket, good until {1}, could not be renewed: {2}; {3}",
                        upstream, held.ends, out.failure().why(), out.failure().remedy());
                }
                failed = out;
                if (held != null && !clock.instant().isBefore(held.ends)) held = null;
            }
        }
        return held == null ? concluded : held;
    }

    /** What it means that the threads did not come to an end. Asks nobody. */
    static KerberosFailure late(@Nullable Throwable thrown, Duration deadline) {
        if (thrown instanceof TimeoutException) {
            return new KerberosFailure(Kind.UNREACHABLE, "the KDC gave no answer within %d s".formatted(deadline.toSeconds()),
                "check that one runs and that port 88 is open to it");
        }
        return new KerberosFailure(Kind.UNREACHABLE, thrown == null ? "the proxy stops" : String.valueOf(thrown.getMessage()), "try again");
    }

    /** The tickets for services that were got with it stay as well. */
    private boolean sameTicket(Outcome.In in) {
        return account instanceof ServiceAccount.ByCache && held != null && held.ends.equals(in.ends) && held.client.equals(in.client);
    }

    private Outcome.In kept(Outcome.In in) {
        return held == null ? in : new Outcome.In(held.subject, in.client, in.ends, in.renewAt);
    }

    /** On a thread that may wait. */
    private Outcome logIn() {
        try {
            return switch (account) {
                case ServiceAccount.ByPassword(var principal, var password) when password.isEmpty() ->
                    throw new KerberosProblem(new KerberosFailure(Kind.OTHER, "there is no password for " + principal, "set `credentials.password`, or name a keytab"));
                case ServiceAccount.ByPassword(var principal, var password) ->
                    withLeave(password, new Asked(principal, "password", ""), () -> JaasLogin.byPassword(principal, password));
                case ServiceAccount.ByKeytab(var principal, var keytab) -> byKeytab(principal, keytab);
                case ServiceAccount.ByCache(var cache) -> byCache(cache);
            };
        } catch (KerberosProblem problem) {
            return new Outcome.Out(problem.failure());
        }
    }

    private interface Attempt {
        Subject run() throws LoginException;
    }

    private Outcome byKeytab(String wanted, Path keytab) throws KerberosProblem {
        try {
            var principal = KeytabChoice.principal(Keytab.read(keytab), wanted);
            var versions = "key in the keytab " + keytab;
            var content = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(keytab)));
            return withLeave(new Password(content), new Asked(principal, versions, ""), () -> JaasLogin.byKeytab(principal, keytab));
        } catch (IOException unreadable) {
            throw new KerberosProblem(new KerberosFailure(Kind.OTHER, FailureWords.of(unreadable), "check the path, and that this proxy may read the file"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Outcome withLeave(Password secret, Asked asked, Attempt attempt) throws KerberosProblem {
        var trial = leave(secret);
        try {
            var subject = attempt.run();
            trial.accepted();
            return in(subject);
        } catch (LoginException refused) {
            var failure = asked.failure(refused);
            if (failure.kind() == Kind.SECRET_REFUSED) trial.refused();
            throw new KerberosProblem(failure);
        } finally {
            trial.abandoned(); // no more than that it was not refused, unless it was told something above
        }
    }

    private LockoutBudget.Trial leave(Password secret) throws KerberosProblem {
        for (var i = 0; i < LEAVES_MAX; i++) {
            switch (budget.ask(upstream, budgetName, secret)) {
                case Leave.Go(var trial) -> {
                    return trial;
                }
                case Leave.No(var why) -> throw new KerberosProblem(new KerberosFailure(Kind.SECRET_REFUSED, why,
                    "correct it; after a change in the settings, the secret or the keytab it is tried again"));
                case Leave.Wait(var settled) -> await(settled);
            }
        }
        throw new KerberosProblem(new KerberosFailure(Kind.OTHER, "others are trying the same password", "try again"));
    }

    private void await(CompletionStage<?> settled) throws KerberosProblem {
        try {
            settled.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException undecided) {
            LOG.log(System.Logger.Level.DEBUG, "another trial has no outcome");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new KerberosProblem(new KerberosFailure(Kind.UNREACHABLE, "the proxy stops, or the log-in took too long", "try again"));
        }
    }

    private Outcome byCache(Path cache) throws KerberosProblem {
        try {
            var content = TicketCache.read(cache);
            var ends = content.grantingTicket().map(TicketReport::ends).orElse(Instant.EPOCH);
            if (!clock.instant().isBefore(ends)) {
                throw new KerberosProblem(new KerberosFailure(Kind.OTHER, content.grantingTicket().isEmpty()
                    ? "the ticket cache %s of %s holds no ticket that gets others".formatted(cache, content.principal())
                    : "the ticket of %s in the cache %s ended at %s".formatted(content.principal(), cache, ends),
                    "get a new one with kinit, and let k5start or a timer renew it; or use a keytab"));
            }
            return in(JaasLogin.byCache(cache));
        } catch (IOException unreadable) {
            throw new KerberosProblem(new KerberosFailure(Kind.OTHER, FailureWords.of(unreadable), "run kinit with -c FILE, or use a keytab"));
        } catch (LoginException refused) {
            throw new KerberosProblem(new Asked("", "ticket", "").failure(refused));
        }
    }

    private Outcome in(Subject subject) throws KerberosProblem {
        var ticket = subject.getPrivateCredentials(KerberosTicket.class).stream().filter(each -> each.getServer().getName().startsWith("krbtgt/"))
            .findFirst().orElseThrow(() -> new KerberosProblem(new KerberosFailure(Kind.OTHER, "the log-in gave no ticket", "see `catena help 12201`")));
        var now = clock.instant();
        if (account instanceof ServiceAccount.ByCache && isOld(ticket, now)) renew(ticket);
        var ends = ticket.getEndTime().toInstant();
        var renewAt = ends.minus(margin(ticket));
        boolean looksAgain = account instanceof ServiceAccount.ByCache && now.plus(CACHE_LOOK).isBefore(renewAt);
        return new Outcome.In(subject, ticket.getClient().getName(), ends, looksAgain ? now.plus(CACHE_LOOK) : renewAt.isAfter(now) ? renewAt : now.plus(CACHE_LOOK));
    }

    private static boolean isOld(KerberosTicket ticket, Instant now) {
        return !now.isBefore(ticket.getEndTime().toInstant().minus(margin(ticket)));
    }

    private static Duration margin(KerberosTicket ticket) {
        var began = ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime();
        var part = Duration.between(began.toInstant(), ticket.getEndTime().toInstant()).dividedBy(MARGIN_PART);
        return part.compareTo(MARGIN_MAX) < 0 ? part : MARGIN_MAX;
    }

    /** Nobody renewed the cache in time: then we do, for ourselves. */
    private static void renew(KerberosTicket ticket) {
        if (!ticket.isRenewable()) return;
        try {
            ticket.refresh();
        } catch (RefreshFailedException notNow) {
            LOG.log(System.Logger.Level.DEBUG, "a ticket of a cache was not renewed: {0}", notNow.getMessage());
        }
    }
}
