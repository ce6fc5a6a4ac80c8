// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.http.Credentials;
import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.ntlm.NegotiateHandshake;
import dev.catena.identity.ntlm.NegotiateServer;
import dev.catena.identity.ntlm.NtHashes;
import dev.catena.identity.ntlm.NtlmHandshake;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmRefusal;
import dev.catena.identity.ntlm.NtlmServer;
import dev.catena.identity.ntlm.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The schemes that prove a connection, NTLM and Negotiate, leg by leg. Between two legs only the connection's {@link ConnectionProof}
 * holds something, and the domain is asked once a whole response is there: clients that walk away cost nothing.
 *
 * <p>An account with an NT hash of its own is judged here; everybody else by the domain. With a domain, a plain local name is not taken for
 * the domain's user of that name.
 */
final class WindowsLogin {
    private static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

    private final Accounts accounts;
    private final @Nullable NtlmJudge domain;
    private final @Nullable TicketJudge tickets;
    private final DomainUsers users;
    private final NtlmServer ntlm;
    /** Made when it is first asked, by whichever loop: it has no state, and its ASN.1 library costs every start a quarter of a second. */
    private volatile @Nullable NegotiateServer negotiate;
    private final Throttle throttle;
    private final DomainBudget budget;

    WindowsLogin(Accounts accounts, DomainUsers users, @Nullable NtlmJudge domain, @Nullable TicketJudge tickets, NtlmServer ntlm, AuthMemory memory) {
        this.accounts = accounts;
        this.users = users;
        this.domain = domain;
        this.tickets = tickets;
        this.ntlm = ntlm;
        this.throttle = memory.throttle();
        this.budget = memory.domainBudget();
    }

    Attempt byNtlm(Credentials credentials, ConnectionProof proof) {
        var token = token(credentials);
        if (token.isEmpty()) return new Attempt.Unclear("the credentials are not base64");
        if (proof.stage() instanceof ConnectionProof.Stage.NtlmLeg(var handshake) && !opensNtlm(token.get())) {
            return new Visit(proof, Scheme.NTLM).judge(handshake, token.get());
        }
        return switch (ntlm.challenge(token.get())) {
            case NtlmServer.Opening.Challenged(var handshake) -> {
                proof.enter(new ConnectionProof.Stage.NtlmLeg(handshake));
                yield new Attempt.NextLeg(field(Scheme.NTLM, handshake.challengeMessage()));
            }
            case NtlmServer.Opening.Refused(_, var words) -> new Attempt.Unclear(words);
        };
    }

    private NegotiateServer negotiate() {
        var made = negotiate;
        if (made == null) {
            made = new NegotiateServer(ntlm, tickets == null ? NegotiateServer.Kerberos.REFUSED : NegotiateServer.Kerberos.ACCEPTED);
            negotiate = made;
        }
        return made;
    }

    Attempt byNegotiate(Credentials credentials, ConnectionProof proof) {
        var token = token(credentials);
        if (token.isEmpty()) return new Attempt.Unclear("the credentials are not base64");
        if (proof.stage() instanceof ConnectionProof.Stage.NegotiateLeg(var handshake) && !opensNtlm(token.get())) {
            return new Visit(proof, Scheme.NEGOTIATE).judge(handshake, token.get());
        }
        return switch (negotiate().open(token.get())) {
            case NegotiateServer.Opening.Ntlm(var handshake) -> leg(handshake, proof);
            case NegotiateServer.Opening.KerberosToken(var ticket, _) -> ticket(ticket);
            case NegotiateServer.Opening.Refused(_, var words) -> new Attempt.Unclear(words);
        };
    }

    private static Attempt leg(NegotiateHandshake handshake, ConnectionProof proof) {
        proof.enter(new ConnectionProof.Stage.NegotiateLeg(handshake));
        return new Attempt.NextLeg(field(Scheme.NEGOTIATE, handshake.reply()));
    }

    private Attempt ticket(byte[] token) {
        if (tickets == null) return new Attempt.Unclear("this proxy has no keytab, so it cannot read Kerberos tickets");
        return new Attempt.Pending(tickets.judge(token).thenApply(judgement -> switch (judgement) {
            case TicketJudge.Judgement.Right(var user, var realm, var groups, var reply) -> new Attempt.Right(
                ticketHolder(user, realm, groups), reply.length == 0 ? "" : field(Scheme.NEGOTIATE, reply));
            case TicketJudge.Judgement.Wrong(var words) -> new Attempt.Unclear("the Kerberos ticket was refused: " + words);
            case TicketJudge.Judgement.Unavailable(var words) -> new Attempt.Unavailable(words);
        }));
    }

    private Principal ticketHolder(String user, String realm, Set<String> groups) {
        var holder = users.principal(user, realm, Scheme.NEGOTIATE);
        return groups.isEmpty() ? holder : holder.in(Groups.of(groups));
    }

    /** One response that is being judged: who it says it is from, and what stands against that. */
    private final class Visit {
        private final ConnectionProof proof;
        private final Scheme scheme;
        private Optional<Account> local = Optional.empty();
        private Principal who = Principal.ANONYMOUS;
        private volatile Duration throttled = Duration.ZERO;

        Visit(ConnectionProof proof, Scheme scheme) {
            this.proof = proof;
            this.scheme = scheme;
        }

        Attempt judge(NtlmHandshake handshake, byte[] token) {
            var verdict = handshake.verify(token, hashes(), proof.channelBinding());
            if (!isForDomain(verdict)) return attempt(verdict, new byte[0]);
            return byDomain(() -> handshake.verify(token, guarded(), proof.channelBinding()).thenApply(judged -> attempt(judged, new byte[0])));
        }

        Attempt judge(NegotiateHandshake handshake, byte[] token) {
            return switch (handshake.take(token, hashes(), proof.channelBinding())) {
                case NegotiateHandshake.Next.Again(var next) -> leg(next, proof);
                case NegotiateHandshake.Next.Done(var verdict, _) when isForDomain(verdict) ->
                    byDomain(() -> handshake.take(token, guarded(), proof.channelBinding()).thenApply(next -> switch (next) {
                        case NegotiateHandshake.Next.Again(var again) -> leg(again, proof);
                        case NegotiateHandshake.Next.Done(var judged, var reply) -> attempt(judged, reply);
                    }));
                case NegotiateHandshake.Next.Done(var verdict, var reply) -> attempt(verdict, reply);
            };
        }

        private Attempt byDomain(Supplier<CompletionStage<Attempt>> judged) {
            if (!users.admits(who)) return new Attempt.Unclear("users of the domain %s do not log in here".formatted(who.domain()));
            return new Attempt.Pending(budget.ask(who.shown(), judged));
        }

        /** The local accounts, unless this one has to wait. */
        private NtHashes hashes() {
            return (name, domainName) -> {
                var found = find(name, domainName);
                who = found.map(account -> BasicLogin.principal(account, scheme)).orElseGet(() -> users.principal(name, domainName, scheme));
                throttled = throttle.refusedFor(who.shown(), proof.client());
                local = throttled.isPositive() ? Optional.empty() : found;
                return local.flatMap(Account::ntHash);
            };
        }

        private Optional<Account> find(String name, String domainName) {
            var full = accounts.findIgnoringCase(domainName.isEmpty() ? name : domainName + "\\" + name).filter(account -> account.ntHash().isPresent());
            if (full.isPresent() || domain != null && !domainName.isEmpty()) return full;
            return accounts.findIgnoringCase(name).filter(account -> account.ntHash().isPresent());
        }

        private boolean isForDomain(Verdict verdict) {
            return domain != null && local.isEmpty() && throttled.isZero()
                && verdict instanceof Verdict.Refused(var reason, _, _) && reason == NtlmRefusal.WRONG_PASSWORD;
        }

        /** The domain never hears of who has to wait, lest it locks the account. */
        private NtlmJudge guarded() {
            return asked -> {
                throttled = throttle.refusedFor(who.shown(), proof.client());
                CompletionStage<NtlmJudge.Judgement> wait = CompletableFuture.completedFuture(new NtlmJudge.Judgement.Unavailable("throttled"));
                return throttled.isPositive() || domain == null ? wait : domain.judge(asked);
            };
        }

        private Attempt attempt(Verdict verdict, byte[] reply) {
            if (throttled.isPositive()) return Attempt.Throttled.from(proof.client(), who.shown(), throttled);
            return switch (verdict) {
                case Verdict.Proven _ -> new Attempt.Right(who, reply.length == 0 ? "" : field(scheme, reply));
                case Verdict.Refused(var reason, var name, _) -> who.isAnonymous() || name.isEmpty()
                    ? new Attempt.Unclear("the log-in failed (%s)".formatted(reason.slug()))
                    : new Attempt.Wrong(who.shown(), "the log-in failed (%s)".formatted(reason.slug()));
                case Verdict.Unavailable(var words) -> new Attempt.Unavailable(words);
            };
        }
    }

    private static Optional<byte[]> token(Credentials credentials) {
        try {
            return Optional.of(Base64.getDecoder().decode(credentials.token68()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether it is a bare NEGOTIATE_MESSAGE (MS-NLMP 2.2.1.1): whoever sends one begins anew, whatever came before. */
    private static boolean opensNtlm(byte[] token) {
        return token.length > SIGNATURE.length && Arrays.equals(token, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length) && token[SIGNATURE.length] == 1;
    }

    private static String field(Scheme scheme, byte[] token) {
        return scheme.token() + " " + Base64.getEncoder().encodeToString(token);
    }
}
