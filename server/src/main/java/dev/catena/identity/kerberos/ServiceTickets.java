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
import org.ietf.jgss.GSSException;
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
    private final String principal;
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
        this.principal = budgetName;
        this.name = name;
        this.threads = threads;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Ticket> ticket(String host) {
        return logIn.now().thenCompose(outcome -> switch (outcome) {
            case LogIn.Outcome.Out(var failure) -> none(failure);
            case LogIn.Outcome.In in -> threads.<Ticket>submit(() -> token(in, host)).exceptionallyCompose(thrown -> none(failure(thrown, in.client(), host)));
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

    private static CompletionStage<Ticket> none(KerberosFailure failure) {
        return CompletableFuture.completedFuture(new Ticket.None(failure.why(), failure.remedy()));
    }

    private KerberosFailure failure(Throwable thrown, String client, String host) {
        var cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return new Asked(client.isEmpty() ? principal : client, "ticket", service(host)).failure(cause);
    }

    /** With its realm if that can be told. */
    private String service(String host) {
        try {
            return name.of(host, manager).canonicalize(Mechanisms.KERBEROS).toString();
        } catch (GSSException unknown) {
            return name.shown(host);
        }
    }

    /** May wait for the KDC. */
    private Ticket token(LogIn.Outcome.In in, String host) {
        return Subject.callAs(in.subject(), () -> {
            var service = name.of(host, manager);
            var canonical = service.canonicalize(Mechanisms.KERBEROS).toString();
            held(in.subject(), canonical).filter(this::endsSoon).ifPresent(old -> in.subject().getPrivateCredentials().remove(old));
            var context = manager.createContext(service, Mechanisms.SPNEGO, null, GSSContext.DEFAULT_LIFETIME);
            context.requestMutualAuth(true);
            context.requestCredDeleg(false);
            var token = context.initSecContext(new byte[0], 0, 0);
            return new Ticket.Token(token, new GssConversation(context, canonical, () -> dropOld(in.subject(), canonical)));
        });
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
