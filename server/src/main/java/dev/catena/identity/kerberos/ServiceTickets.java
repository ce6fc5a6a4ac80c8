// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.base.Offload;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.TicketSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSManager;

/**
 * Tickets for the members of one upstream, in the name of one account, through JGSS and its SPNEGO. Thread-safe. A ticket for a member is
 * asked for once and kept with the log-in; the tokens made of it are new each time.
 */
public final class ServiceTickets implements TicketSource {
    /** A ticket that ends so soon is not used any more: it has to arrive, too. */
    private static final Duration LIFE_MIN = Duration.ofMinutes(1);
    /** A ticket that was refused is asked for again, unless it was got a moment ago. */
    static final Duration FRESH = Duration.ofMinutes(1);

    private final LogIn logIn;
    private final Duration deadline;
    private final ServiceName name;
    private final Offload threads;
    private final InstantSource clock;
    private final GSSManager manager = GSSManager.getInstance();

    /**
     * @param upstream its name in the settings: failed log-ins count there
     * @param budgetName the account as the upstream's other schemes name it
     * @param name which service to ask for
     * @param threads where the KDC is waited for
     * @param deadline of these threads
     */
    public ServiceTickets(String upstream, String budgetName, ServiceAccount account, ServiceName name, LockoutBudget budget, Offload threads, Duration deadline,
                          InstantSource clock) {
        this.logIn = new LogIn(upstream, budgetName, account, budget, threads, deadline, clock);
        this.deadline = deadline;
        this.name = name;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Ticket> ticket(String host) {
        return logIn.now().thenCompose(outcome -> switch (outcome) {
            case LogIn.Outcome.Out(var failure) -> CompletableFuture.completedFuture(none(failure));
            case LogIn.Outcome.In in -> threads.submit(() -> token(in, host)).exceptionally(thrown -> none(late(thrown)));
        });
    }

    /** What the ticket for a host says; gets it first. Completes as {@link #ticket} does; empty if there is none. */
    public CompletionStage<Optional<TicketReport>> report(String host) {
        return ticket(host).thenCombine(logIn.now(), (ticket, outcome) -> {
            if (!(ticket instanceof Ticket.Token(_, var conversation)) || !(outcome instanceof LogIn.Outcome.In in)) return Optional.empty();
            conversation.close();
            return conversation instanceof GssConversation gss ? held(in.subject(), gss.service()).map(ServiceTickets::report) : Optional.empty();
        });
    }

    private static TicketReport report(KerberosTicket ticket) {
        var began = ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime();
        var renewable = ticket.getRenewTill() == null ? Instant.EPOCH : ticket.getRenewTill().toInstant();
        return new TicketReport(ticket.getServer().getName(), ticket.getClient().getName(), TicketReport.enctype(ticket.getEncoded()), began.toInstant(),
            ticket.getEndTime().toInstant(), renewable);
    }

    private static Ticket none(KerberosFailure failure) {
        return new Ticket.None(failure.why(), failure.remedy());
    }

    /** Its time was over, or there was none for it. */
    private KerberosFailure late(Throwable thrown) {
        var cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return LogIn.late(cause, deadline);
    }

    /** May wait for the KDC. */
    private Ticket token(LogIn.Outcome.In in, String host) {
        var service = name.principal(host);
        try {
            return Subject.callAs(in.subject(), () -> {
                held(in.subject(), service).filter(this::endsSoon).ifPresent(old -> in.subject().getPrivateCredentials().remove(old));
                var context = manager.createContext(name.of(host, manager), Mechanisms.SPNEGO, null, GSSContext.DEFAULT_LIFETIME);
                context.requestMutualAuth(true);
                context.requestCredDeleg(false);
                var token = context.initSecContext(new byte[0], 0, 0);
                return new Ticket.Token(token, new GssConversation(context, service, () -> dropOld(in.subject(), service)));
            });
        } catch (CompletionException refused) {
            return none(new Asked(in.client(), "ticket", service).failure(refused.getCause() == null ? refused : refused.getCause()));
        }
    }

    private boolean endsSoon(KerberosTicket ticket) {
        return clock.instant().plus(LIFE_MIN).isAfter(ticket.getEndTime().toInstant());
    }

    private static Optional<KerberosTicket> held(Subject subject, String service) {
        return subject.getPrivateCredentials(KerberosTicket.class).stream().filter(ticket -> !ticket.isDestroyed() && ticket.getServer().getName().equals(service)).findFirst();
    }

    /**
     * A service that gets a new password cannot read tickets from before, and they would be good for hours: forgets such a ticket.
     *
     * @return whether there was one, so that the next may be better
     */
    private boolean dropOld(Subject subject, String service) {
        var old = held(subject, service).filter(ticket -> {
            var began = ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime();
            return began.toInstant().plus(FRESH).isBefore(clock.instant());
        });
        old.ifPresent(ticket -> subject.getPrivateCredentials().remove(ticket));
        return old.isPresent();
    }
}
