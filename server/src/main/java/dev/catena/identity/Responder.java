// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.http.Challenge;
import dev.catena.http.Credentials;
import dev.catena.http.FieldName;
import dev.catena.http.ResponseHead;
import dev.catena.identity.digest.DigestSession;
import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmLogin;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks for us to one next hop. It does no I/O: it says what to send, and is told what came back. Immutable; one for a member of an
 * upstream, shared by all event loops; what belongs to a connection is in its {@link HopProof}.
 *
 * <p>The exchange asks {@link #begin} before it sends, {@link #challenged} after a 407, {@link #answered} after any other final answer,
 * {@link #lost} when the connection ended before one, {@link #unsaid} when it ended with its challenge. The hop's challenge leads: of what it offers and we may use, the strongest scheme.
 */
public final class Responder {
    /** A nonce may be called stale this often in a row; a hop that never likes one is broken. */
    private static final int STALE_MAX = 2;
    /** So often in a row a hop may end the connection before its challenge is answered. */
    private static final int CLOSED_MAX = 3;
    private static final String TICKET_REFUSED = "the Kerberos ticket was refused";

    private final Hop hop;
    private final HopCredentials credentials;
    private final LockoutBudget budget;
    private final Expectations expectations;
    private final @Nullable TicketSource tickets;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param tickets where Kerberos tickets come from; null without Kerberos, and then Negotiate is not usable
     * @param random a {@link java.security.SecureRandom} but in tests
     */
    public Responder(Hop hop, HopCredentials credentials, LockoutBudget budget, Expectations expectations, @Nullable TicketSource tickets,
                     InstantSource clock, RandomGenerator random) {
        this.hop = hop;
        this.credentials = credentials;
        this.budget = budget;
        this.expectations = expectations;
        this.tickets = tickets;
        this.clock = clock;
        this.random = random;
    }

    /** What to send a request with. */
    public HopStep begin(HopProof proof, HopRequest request) {
        if (credentials.as() == HopCredentials.As.PASS_THROUGH) return new HopStep.Relay();
        if (proof.provenConnection() || credentials.isNone()) return new HopStep.NothingNeeded();
        if (proof.saysBasic) return withLeave(proof, Scheme.BASIC, "", () -> basic(proof, ""));
        var session = proof.digest;
        if (session != null) return withLeave(proof, Scheme.DIGEST, "", () -> digest(proof, session, request, ""));
        var expected = expectations.of(hop.member());
        if (expected.kind() == Expectations.Kind.CHALLENGES) {
            var best = candidates(proof, expected.offered()).stream().findFirst();
            if (best.filter(this::mayGoAhead).isPresent()) return withLeave(proof, best.get(), "", () -> begun(proof, best.get()));
        }
        // a request that cannot be repeated must not be what finds out whether there is a challenge
        return credentials.mustBeChallenged() || expected.kind() != Expectations.Kind.ANONYMOUS ? new HopStep.Unproven() : new HopStep.NothingNeeded();
    }

    /** Schemes that can begin without a challenge, where one is expected; a ticket would not show whether the hop looks at it. */
    private boolean mayGoAhead(Scheme scheme) {
        return scheme == Scheme.NTLM || scheme == Scheme.BASIC;
    }

    private HopStep begun(HopProof proof, Scheme scheme) {
        return scheme == Scheme.BASIC ? basic(proof, "") : ntlm(proof, "");
    }

    /** What {@link #begin} and its followers would do on a new connection, as far as that is known; does nothing of it. */
    public HopOutlook outlook() {
        var expected = expectations.of(hop.member());
        if (credentials.as() == HopCredentials.As.PASS_THROUGH) return outlook(expected, null, null, "hands on what the client sends, and what the upstream asks");
        if (credentials.isNone()) {
            return expected.kind() == Expectations.Kind.CHALLENGES
                ? outlook(expected, null, HopFailure.NO_CREDENTIALS, "it wanted a log-in, and there are no credentials for it")
                : outlook(expected, null, null, "there are no credentials: the request goes without a proof");
        }
        var withheld = credentials.password().isEmpty() ? Optional.<String>empty()
            : budget.withheld(hop.upstream(), credentials.fullName(), credentials.password());
        if (withheld.isPresent()) return outlook(expected, null, HopFailure.REJECTED, withheld.get());
        return switch (expected.kind()) {
            case UNKNOWN -> outlook(expected, null, null, "it is not known yet what it wants; the strongest of what it offers will be taken"
                + (credentials.mustBeChallenged() ? ", and without a challenge the request is refused" : ""));
            case ANONYMOUS -> credentials.mustBeChallenged()
                ? outlook(expected, null, HopFailure.UNCHALLENGED, "it let this proxy in without a challenge when it was asked last")
                : outlook(expected, null, null, "it asks for nothing: the request goes without a proof");
            case CHALLENGES, REJECTS -> candidates(new HopProof(), expected.offered()).stream().findFirst()
                .map(best -> outlook(expected, best, null, "the connection is, or will be, proven by " + best.word()))
                .orElseGet(() -> outlook(expected, null, HopFailure.NO_COMMON_SCHEME, "nothing it offered may be used"));
        };
    }

    private HopOutlook outlook(Expectations.Expectation expected, @Nullable Scheme scheme, @Nullable HopFailure failure, String words) {
        return new HopOutlook(credentials.fullName(), credentials.schemes(), expected, Optional.ofNullable(scheme), Optional.ofNullable(failure), words);
    }

    /** What to answer to a 407. */
    public HopStep challenged(HopProof proof, HopRequest request, List<Challenge> challenges) {
        if (credentials.as() == HopCredentials.As.PASS_THROUGH) return new HopStep.Relay();
        proof.offered = challenges.stream().map(Challenge::scheme).toList();
        if (credentials.isNone()) return learned(Expectations.Kind.CHALLENGES, challenges, fail(HopFailure.NO_CREDENTIALS, proof, ""));
        if (challenges.isEmpty()) return fail(HopFailure.HANDSHAKE, proof, "its 407 names no scheme");
        if (expectations.of(hop.member()).kind() == Expectations.Kind.ANONYMOUS) {
            expectations.learn(hop.member(), Expectations.Kind.CHALLENGES, known(challenges));
        }
        return switch (proof.stage) {
            case HopProof.Stage.Opened(var scheme, var answer) when offers(challenges, scheme) -> secondLeg(proof, scheme, answer, challenges);
            case HopProof.Stage.Claimed(var scheme) -> refused(proof, request, challenges, scheme);
            case HopProof.Stage.Opened _, HopProof.Stage.Quiet _, HopProof.Stage.Proven _ -> {
                // A connection that was proven and is asked again lost its user at the other end: it starts anew.
                proof.quiet();
                yield choose(proof, request, challenges);
            }
        };
    }

    /** The same challenge once more, when what was waited for is done, or on the connection that takes the place of {@code former}'s. */
    public HopStep challengedStill(HopProof proof, HopProof former, HopRequest request, List<Challenge> challenges) {
        proof.takeUp(former);
        return challenged(proof, request, challenges);
    }

    /**
     * The connection ended with its challenge, and what was to be said to it was not said: {@link HopStep.Fail} if that broke a handshake,
     * otherwise {@link HopStep.NothingNeeded}, and {@link #challengedStill} on another connection.
     *
     * @param times how often in a row that happened
     */
    public HopStep unsaid(HopProof proof, int times) {
        boolean midway = proof.midway;
        proof.close();
        if (midway) return fail(HopFailure.HANDSHAKE, proof, "it closed the connection together with its challenge");
        return times > CLOSED_MAX ? fail(HopFailure.HANDSHAKE, proof, "it closes each connection before its challenge is answered") : new HopStep.NothingNeeded();
    }

    /** The challenge came to a request that cannot be sent again, as its body is gone. */
    public HopStep challengedTooLate(HopProof proof) {
        if (proof.secondTicket) {
            proof.close();
            return fail(HopFailure.REJECTED, proof, "the Kerberos ticket was refused, as its key has changed; the next request shows a new one");
        }
        return broken(proof, "it asked for a proof when the body of the request was on its way already; the next request proves itself first");
    }

    private HopStep secondLeg(HopProof proof, Scheme scheme, Function<byte[], NtlmClient.Answer> answer, List<Challenge> challenges) {
        var token = challenges.stream().filter(challenge -> challenge.is(scheme.token()) && !challenge.token68().isEmpty()).findFirst();
        if (token.isEmpty()) return broken(proof, "it answered the first leg of NTLM by asking for %s again".formatted(scheme.token()));
        byte[] message;
        try {
            message = Base64.getDecoder().decode(token.get().token68());
        } catch (IllegalArgumentException notBase64) {
            return broken(proof, "its NTLM challenge is not base64");
        }
        return switch (answer.apply(message)) {
            case NtlmClient.Answer.Failed(var why) -> broken(proof, why);
            case NtlmClient.Answer.Authenticate(var bytes) -> {
                proof.stage = new HopProof.Stage.Claimed(scheme);
                proof.midway = true;
                yield new HopStep.Prove(field(scheme, bytes), scheme, true, "");
            }
        };
    }

    private HopStep refused(HopProof proof, HopRequest request, List<Challenge> challenges, Scheme scheme) {
        if (scheme == Scheme.DIGEST && isStale(challenges)) {
            if (++proof.stale > STALE_MAX) return broken(proof, "it calls every nonce stale");
            proof.digest = null;
            return choose(proof, request, challenges);
        }
        if (scheme == Scheme.NEGOTIATE && proof.conversation != null) return ticketRefused(proof, proof.conversation, request, challenges);
        proof.refused();
        return learned(Expectations.Kind.REJECTS, challenges, fail(HopFailure.REJECTED, proof, "tried by " + scheme.word()));
    }

    /** A ticket from before the hop's key changed gets a second chance; the hop's other schemes get theirs after it. */
    private HopStep ticketRefused(HopProof proof, TicketSource.Conversation conversation, HopRequest request, List<Challenge> challenges) {
        boolean anotherMayDoBetter = conversation.refused();
        proof.close();
        proof.spent = true;
        if (anotherMayDoBetter && !proof.secondTicket) {
            proof.secondTicket = true;
            return choose(proof, request, challenges);
        }
        proof.unusable.put(Scheme.NEGOTIATE, TICKET_REFUSED);
        return usable(proof, known(challenges)).isEmpty()
            ? learned(Expectations.Kind.REJECTS, challenges, fail(HopFailure.REJECTED, proof, TICKET_REFUSED))
            : choose(proof, request, challenges);
    }

    private static boolean isStale(List<Challenge> challenges) {
        return challenges.stream().anyMatch(challenge -> challenge.is(Scheme.DIGEST.token()) && challenge.param("stale").orElse("").equalsIgnoreCase("true"));
    }

    /** Takes the strongest scheme that is offered, allowed and usable. */
    private HopStep choose(HopProof proof, HopRequest request, List<Challenge> challenges) {
        proof.midway = false;
        var steppedDown = new ArrayList<String>();
        for (var scheme : allowed(known(challenges))) {
            var why = whyUnusable(proof, scheme, challenges);
            var soFar = String.join("; ", steppedDown);
            if (why.isEmpty()) return withLeave(proof, scheme, soFar, () -> prove(proof, scheme, request, challenges, soFar));
            steppedDown.add("%s is not usable: %s".formatted(scheme.word(), why));
            if (scheme == Scheme.NEGOTIATE && carriesNtlm(proof, known(challenges))) {
                return withLeave(proof, Scheme.NTLM, String.join("; ", steppedDown), () -> ntlmInside(proof, "NTLM inside of Negotiate, as " + why));
            }
        }
        var detail = String.join("; ", steppedDown);
        return learned(Expectations.Kind.CHALLENGES, challenges, proof.ticketRemedy.isEmpty()
            ? fail(HopFailure.NO_COMMON_SCHEME, proof, detail)
            : new HopStep.Fail(HopFailure.NO_TICKET, HopFailure.NO_TICKET.at(hop.shown(), proof.offered, credentials.schemes(), detail, proof.ticketRemedy)));
    }

    private HopStep prove(HopProof proof, Scheme scheme, HopRequest request, List<Challenge> challenges, String steppedDown) {
        return switch (scheme) {
            case ANONYMOUS -> throw new IllegalStateException("nobody is challenged to be anonymous");
            case BASIC -> basic(proof, steppedDown);
            case DIGEST -> digest(proof, session(challenges).orElseThrow(), request, steppedDown);
            case NTLM -> ntlm(proof, steppedDown);
            case NEGOTIATE -> negotiate(proof, request, challenges, steppedDown);
        };
    }

    private HopStep basic(HopProof proof, String steppedDown) {
        proof.saysBasic = true;
        proof.stage = new HopProof.Stage.Claimed(Scheme.BASIC);
        var pair = credentials.fullName() + ":" + credentials.password().reveal();
        return new HopStep.Prove(field(Scheme.BASIC, pair.getBytes(StandardCharsets.UTF_8)), Scheme.BASIC, true, steppedDown);
    }

    private HopStep digest(HopProof proof, DigestSession session, HopRequest request, String steppedDown) {
        proof.digest = session;
        proof.stage = new HopProof.Stage.Claimed(Scheme.DIGEST);
        var cnonce = new byte[16];
        random.nextBytes(cnonce);
        Credentials answer = session.answer(request.method(), request.target(), HexFormat.of().formatHex(cnonce));
        return new HopStep.Prove(answer.toWire(), Scheme.DIGEST, true, steppedDown);
    }

    private HopStep ntlm(HopProof proof, String steppedDown) {
        var client = ntlmClient();
        proof.stage = new HopProof.Stage.Opened(Scheme.NTLM, client::answer);
        return new HopStep.Prove(field(Scheme.NTLM, client.negotiate()), Scheme.NTLM, false, steppedDown);
    }

    /**
     * For a hop that offers Negotiate and no NTLM of its own, as Windows can be told to. The messages go as they are, as Windows' own clients
     * send them without a ticket: some hops tell NTLM from Kerberos by that, and know no other.
     */
    private HopStep ntlmInside(HopProof proof, String steppedDown) {
        var client = ntlmClient();
        proof.stage = new HopProof.Stage.Opened(Scheme.NEGOTIATE, client::answer);
        return new HopStep.Prove(field(Scheme.NEGOTIATE, client.negotiate()), Scheme.NEGOTIATE, false, steppedDown);
    }

    private NtlmClient ntlmClient() {
        var hash = NtHash.ofPassword(credentials.password().toChars());
        return new NtlmClient(new NtlmLogin(credentials.user(), credentials.domain(), "", hash, "HTTP/" + hop.member().host()), clock, random);
    }

    private HopStep negotiate(HopProof proof, HopRequest request, List<Challenge> challenges, String steppedDown) {
        if (proof.ticket == null) proof.ticket = Objects.requireNonNull(tickets).ticket(hop.member().host()).toCompletableFuture();
        if (!proof.ticket.isDone()) return new HopStep.Await(proof.ticket);
        var ticket = proof.ticket.getNow(new TicketSource.Ticket.None("nobody answered", ""));
        proof.ticket = null;
        return switch (ticket) {
            case TicketSource.Ticket.Token(var bytes, var conversation) -> {
                proof.conversation = conversation;
                proof.stage = new HopProof.Stage.Claimed(Scheme.NEGOTIATE);
                yield new HopStep.Prove(field(Scheme.NEGOTIATE, bytes), Scheme.NEGOTIATE, true, steppedDown);
            }
            case TicketSource.Ticket.None(var why, var remedy) -> {
                proof.ticketRemedy = remedy.isEmpty() ? HopFailure.NO_TICKET.remedy() : remedy;
                proof.unusable.put(Scheme.NEGOTIATE, why);
                yield choose(proof, request, challenges);
            }
        };
    }

    /** Shows the password only if that cannot lock the account; a ticket cannot. */
    private HopStep withLeave(HopProof proof, Scheme scheme, String soFar, Supplier<HopStep> show) {
        if (scheme == Scheme.NEGOTIATE || proof.trial != null) return show.get();
        return switch (budget.ask(hop.upstream(), credentials.fullName(), credentials.password())) {
            case LockoutBudget.Leave.Go(var trial) -> {
                proof.trial = trial;
                yield show.get();
            }
            case LockoutBudget.Leave.Wait(var settled) -> new HopStep.Await(settled);
            case LockoutBudget.Leave.No(var why) -> fail(HopFailure.REJECTED, proof, soFar.isEmpty() ? why : soFar + "; " + why);
        };
    }

    /**
     * Whether a final answer other than 407 may be used: {@link HopStep.NothingNeeded}, or {@link HopStep.Fail} where a challenge had to
     * come before it.
     */
    public HopStep answered(HopProof proof, ResponseHead head) {
        if (credentials.as() == HopCredentials.As.PASS_THROUGH) return new HopStep.Relay();
        return switch (proof.stage) {
            case HopProof.Stage.Claimed(var scheme) -> {
                var impostor = whatItsReplyLacks(proof, head);
                if (!impostor.isEmpty()) yield broken(proof, impostor);
                proof.accepted();
                renewNonce(proof, head);
                if (scheme.connectionBound()) proof.stage = new HopProof.Stage.Proven();
                else proof.quiet();
                if (!proof.offered.isEmpty()) expectations.learn(hop.member(), Expectations.Kind.CHALLENGES, known(proof));
                yield new HopStep.NothingNeeded();
            }
            case HopProof.Stage.Proven _ -> new HopStep.NothingNeeded();
            case HopProof.Stage.Opened _ -> {
                proof.close();
                yield unchallenged(proof, head);
            }
            case HopProof.Stage.Quiet _ -> unchallenged(proof, head);
        };
    }

    /** Its last token proves that it is the service we have the ticket for; many hops send none (RFC 4559 §4.1). */
    private static String whatItsReplyLacks(HopProof proof, ResponseHead head) {
        var conversation = proof.conversation;
        if (conversation == null) return "";
        proof.conversation = null;
        try {
            var reply = Challenge.parse(head.headers().all(FieldName.PROXY_AUTHENTICATE)).stream()
                .filter(challenge -> challenge.is(Scheme.NEGOTIATE.token()) && !challenge.token68().isEmpty()).findFirst();
            return conversation.accepted(reply.isEmpty() ? new byte[0] : Base64.getDecoder().decode(reply.get().token68()));
        } catch (IllegalArgumentException unreadable) {
            conversation.close();
            return "it took the ticket, and its Proxy-Authenticate cannot be read";
        }
    }

    /** An error of the hop's own says nothing of who may use it. */
    private HopStep unchallenged(HopProof proof, ResponseHead head) {
        if (head.status() >= 500) return new HopStep.NothingNeeded();
        expectations.learn(hop.member(), Expectations.Kind.ANONYMOUS, List.of());
        return credentials.mustBeChallenged() ? fail(HopFailure.UNCHALLENGED, proof, "") : new HopStep.NothingNeeded();
    }

    /** RFC 7616 §3.5. */
    private static void renewNonce(HopProof proof, ResponseHead head) {
        if (proof.digest == null) return;
        for (var line : head.headers().all(FieldName.PROXY_AUTHENTICATION_INFO)) {
            try {
                Credentials.parse("Info " + line).param("nextnonce").ifPresent(proof.digest::renew);
            } catch (IllegalArgumentException malformed) {
                // The nonce we have goes on; the hop will call it stale when it no longer likes it.
            }
        }
    }

    /** The connection ended before an answer came: {@link HopStep.Fail} if that broke a handshake, otherwise {@link HopStep.NothingNeeded}. */
    public HopStep lost(HopProof proof) {
        var stage = proof.stage;
        if (stage instanceof HopProof.Stage.Claimed) proof.unanswered();
        else proof.close();
        return switch (stage) {
            case HopProof.Stage.Opened _ -> fail(HopFailure.HANDSHAKE, proof, "it closed the connection after the first leg of NTLM");
            case HopProof.Stage.Claimed(var scheme) when scheme.connectionBound() ->
                fail(HopFailure.HANDSHAKE, proof, "it closed the connection after the last leg of " + scheme.token());
            case HopProof.Stage.Claimed _, HopProof.Stage.Quiet _, HopProof.Stage.Proven _ -> new HopStep.NothingNeeded();
        };
    }

    private HopStep broken(HopProof proof, String why) {
        proof.close();
        return fail(HopFailure.HANDSHAKE, proof, why);
    }

    private HopStep learned(Expectations.Kind kind, List<Challenge> challenges, HopStep step) {
        expectations.learn(hop.member(), kind, known(challenges));
        return step;
    }

    private HopStep fail(HopFailure failure, HopProof proof, String detail) {
        return new HopStep.Fail(failure, failure.at(hop.shown(), proof.offered, credentials.schemes(), detail));
    }

    /** What may be used of these schemes, strongest first. */
    private List<Scheme> allowed(List<Scheme> offered) {
        return credentials.schemes().stream().filter(offered::contains).distinct().sorted(Comparator.reverseOrder()).toList();
    }

    /** Of the allowed ones those that nothing stands against. */
    private List<Scheme> candidates(HopProof proof, List<Scheme> offered) {
        return allowed(offered).stream().filter(scheme -> whyUnusable(proof, scheme).isEmpty()).toList();
    }

    /** The same, with NTLM inside of Negotiate. */
    private List<Scheme> usable(HopProof proof, List<Scheme> offered) {
        return carriesNtlm(proof, offered) ? List.of(Scheme.NTLM) : candidates(proof, offered);
    }

    /** Whether NTLM, which is allowed, has no other way than inside of Negotiate, which is offered and has no ticket. */
    private boolean carriesNtlm(HopProof proof, List<Scheme> offered) {
        return offered.contains(Scheme.NEGOTIATE) && !offered.contains(Scheme.NTLM) && credentials.schemes().contains(Scheme.NTLM)
            && whyUnusable(proof, Scheme.NTLM).isEmpty();
    }

    private String whyUnusable(HopProof proof, Scheme scheme, List<Challenge> challenges) {
        var why = whyUnusable(proof, scheme);
        if (!why.isEmpty() || scheme != Scheme.DIGEST || session(challenges).isPresent()) return why;
        return challenges.stream().filter(challenge -> challenge.is(scheme.token())).map(DigestSession::whyUnusable).collect(Collectors.joining("; "));
    }

    private String whyUnusable(HopProof proof, Scheme scheme) {
        if (proof.unusable.containsKey(scheme)) return proof.unusable.get(scheme);
        if (scheme == Scheme.NEGOTIATE) return tickets == null ? "there is no source of Kerberos tickets" : "";
        if (credentials.user().isEmpty() || credentials.password().isEmpty()) return "there is no user or no password";
        boolean exposed = scheme == Scheme.BASIC && hop.cleartext() && !credentials.basicInCleartext();
        return exposed ? "the password would go in the clear" : "";
    }

    /** Digest by the strongest algorithm of those offered that we know (RFC 7616 §3.7). */
    private Optional<DigestSession> session(List<Challenge> challenges) {
        return challenges.stream().filter(challenge -> challenge.is(Scheme.DIGEST.token()))
            .flatMap(challenge -> DigestSession.begin(challenge, credentials.fullName(), credentials.password().reveal()).stream())
            .max(Comparator.comparing(DigestSession::algorithm));
    }

    private static boolean offers(List<Challenge> challenges, Scheme scheme) {
        return challenges.stream().anyMatch(challenge -> challenge.is(scheme.token()));
    }

    private static List<Scheme> known(List<Challenge> challenges) {
        return challenges.stream().flatMap(challenge -> Scheme.ofToken(challenge.scheme()).stream()).distinct().toList();
    }

    private static List<Scheme> known(HopProof proof) {
        return proof.offered.stream().flatMap(token -> Scheme.ofToken(token).stream()).distinct().toList();
    }

    private static String field(Scheme scheme, byte[] token) {
        return scheme.token() + " " + Base64.getEncoder().encodeToString(token);
    }
}
