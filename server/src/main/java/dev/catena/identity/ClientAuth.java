// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.base.Offload;
import dev.catena.http.Challenge;
import dev.catena.http.Credentials;
import dev.catena.http.FieldName;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.DigestServer;
import dev.catena.identity.ldap.Directory;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmServer;
import dev.catena.identity.ntlm.NtlmTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sent a request. One for all listeners and event loops; thread-safe. A reload makes another one with the same
 * {@link AuthMemory}.
 *
 * <p>On a listener that allows the anonymous user nobody is asked; but credentials that a client volunteers are verified, and the first
 * leg of a handshake is answered. A client that was told to log in by NTLM waits for a challenge and may hold its body back until it
 * comes; served at once, its body would be lost.
 */
public final class ClientAuth {
    private static final Identified NOBODY = new Identified.As(Principal.ANONYMOUS);

    private final IdentitySettings settings;
    private final AuthMemory memory;
    private final Accounts accounts;
    private final GroupLookUp membership;
    private final BasicLogin basic;
    private final DigestServer digest;
    private final WindowsLogin windows;

    /**
     * @param accounts this proxy's own; {@link Accounts#NONE} without
     * @param domain judges those who are not among them by NTLM and Basic; null without a domain
     * @param directory knows groups, and without a domain the passwords of Basic; null without a directory
     * @param tickets judges Kerberos tickets; null without a keytab
     * @param self who we are to clients that log in by NTLM
     * @param hashes where passwords are hashed
     * @param random a {@link java.security.SecureRandom} but in tests
     */
    public ClientAuth(IdentitySettings settings, Accounts accounts, @Nullable NtlmJudge domain, @Nullable Directory directory, @Nullable TicketJudge tickets,
                      NtlmTarget self, AuthMemory memory, Offload hashes, InstantSource clock, RandomGenerator random) {
        var ntlm = new NtlmServer(self, clock, random);
        this.settings = settings;
        this.memory = memory;
        var users = new DomainUsers(settings);
        this.accounts = accounts;
        this.membership = new GroupLookUp(accounts, directory);
        this.basic = new BasicLogin(accounts, users, domain != null ? new DomainPasswords(users, ntlm, domain, clock, random)
            : directory != null && settings.ldap().passwords() ? new DirectoryPasswords(directory) : null, memory, hashes);
        this.digest = new DigestServer(settings.realm(), settings.digest(), memory.nonces(), clock);
        this.windows = new WindowsLogin(accounts, users, domain, tickets, ntlm, memory);
    }

    /** Who sent this request on this connection, and in which groups they are; says so without its body. */
    public Identified identify(RequestHead request, ConnectionProof proof, Mode mode) {
        return membership.added(proven(request, proof, mode));
    }

    private Identified proven(RequestHead request, ConnectionProof proof, Mode mode) {
        if (mode.offered().isEmpty()) return NOBODY;
        var lines = request.headers().all(FieldName.PROXY_AUTHORIZATION);
        if (lines.isEmpty()) return unasked(proof, mode);
        if (lines.size() > 1) return conclude(new Attempt.Unclear("Proxy-Authorization is there twice"), proof, mode);
        Credentials credentials;
        try {
            credentials = Credentials.parse(lines.getFirst());
        } catch (IllegalArgumentException malformed) {
            return conclude(new Attempt.Unclear("Proxy-Authorization cannot be read: " + malformed.getMessage()), proof, mode);
        }
        var scheme = Scheme.ofToken(credentials.scheme()).filter(mode::accepts);
        if (scheme.isEmpty() && mode.allowsAnonymous()) return unasked(proof, mode);
        if (scheme.isEmpty()) return conclude(new Attempt.Unclear("the scheme of the credentials is not accepted here"), proof, mode);
        return conclude(attempt(scheme.get(), credentials, request, proof), proof, mode);
    }

    /** Without credentials the connection's user is asking, if it has one. */
    private Identified unasked(ConnectionProof proof, Mode mode) {
        if (proof.inHandshake()) proof.reset();
        var principal = proof.principal();
        if (!principal.isAnonymous() && mode.accepts(principal.scheme())) return new Identified.As(principal);
        return mode.allowsAnonymous() ? NOBODY : challengeFor(mode, "the client sent no credentials");
    }

    private Attempt attempt(Scheme scheme, Credentials credentials, RequestHead request, ConnectionProof proof) {
        return switch (scheme) {
            case ANONYMOUS -> throw new IllegalStateException("no field names this scheme");
            case BASIC -> basic.attempt(credentials, proof.client());
            case DIGEST -> byDigest(credentials, request, proof);
            case NTLM -> windows.byNtlm(credentials, proof);
            case NEGOTIATE -> windows.byNegotiate(credentials, proof);
        };
    }

    private Attempt byDigest(Credentials credentials, RequestHead request, ConnectionProof proof) {
        var left = new Duration[] {Duration.ZERO};
        var outcome = digest.check(credentials, request.method().token(), request.rawTarget(), (user, algorithm) -> {
            left[0] = memory.throttle().refusedFor(user, proof.client());
            return accounts.find(user).filter(_ -> left[0].isZero()).flatMap(account -> account.ha1(algorithm, settings.realm()));
        });
        return switch (outcome) {
            case DigestServer.Outcome.Proven(var user) -> accounts.find(user).<Attempt>map(account -> new Attempt.Right(BasicLogin.principal(account, Scheme.DIGEST), ""))
                .orElseGet(() -> new Attempt.Wrong(user, "the user or the password is wrong"));
            case DigestServer.Outcome.Wrong(var user) when left[0].isPositive() -> Attempt.Throttled.from(proof.client(), user, left[0]);
            case DigestServer.Outcome.Wrong(var user) -> new Attempt.Wrong(user, "the user or the password is wrong");
            case DigestServer.Outcome.Stale() -> new Attempt.Stale();
            case DigestServer.Outcome.Unusable(var why) -> new Attempt.Unclear("the Digest credentials are not usable: " + why);
        };
    }

    /** What an attempt means for the connection, for the throttle and for the client. */
    private Identified conclude(Attempt attempt, ConnectionProof proof, Mode mode) {
        return switch (attempt) {
            case Attempt.Right(var principal, var reply) -> {
                memory.throttle().succeeded(principal.shown(), proof.client());
                if (principal.scheme().connectionBound()) proof.prove(principal, reply);
                yield new Identified.As(principal);
            }
            case Attempt.Wrong(var account, var why) -> {
                memory.throttle().failed(account, proof.client());
                proof.reset();
                yield challengeFor(mode, why);
            }
            case Attempt.NextLeg(var challenge) -> new Identified.Challenged(List.of(challenge), refusal("the handshake is not complete"), true);
            case Attempt.Stale() -> challenged(mode, true, "the nonce has been used up");
            case Attempt.Unclear(var why) -> {
                proof.reset();
                yield challengeFor(mode, why);
            }
            case Attempt.Throttled(_, _, var why) -> {
                proof.reset();
                yield new Identified.Refused(new Refusal(RefusalCode.LOG_IN_THROTTLED, why));
            }
            case Attempt.Unavailable(var why) -> {
                proof.reset();
                yield new Identified.Refused(new Refusal(RefusalCode.LOG_IN_UNAVAILABLE, why));
            }
            case Attempt.Pending(var outcome) -> new Identified.Checking(outcome
                .exceptionally(failure -> new Attempt.Unavailable("the log-in could not be checked: " + failure.getMessage()))
                .thenApply(done -> conclude(done, proof, mode)));
        };
    }

    /**
     * Fresh challenges for somebody the policy refused: the anonymous user may yet be somebody.
     *
     * @param reason a clause for people: {@code "rule `staff` wants a user"}
     */
    public Identified.Challenged challengeFor(Mode mode, String reason) {
        return challenged(mode, false, reason);
    }

    private Identified.Challenged challenged(Mode mode, boolean stale, String reason) {
        return new Identified.Challenged(mode.offered().stream().flatMap(scheme -> challenges(scheme, stale)).map(Challenge::toWire).toList(), refusal(reason), false);
    }

    private Stream<Challenge> challenges(Scheme scheme, boolean stale) {
        return switch (scheme) {
            case ANONYMOUS -> Stream.empty();
            case BASIC -> Stream.of(basicChallenge());
            case DIGEST -> digest.challenges(stale).stream();
            case NTLM, NEGOTIATE -> Stream.of(Challenge.of(scheme.token()));
        };
    }

    private Challenge basicChallenge() {
        var params = new LinkedHashMap<String, String>(Map.of("realm", DigestAlgorithm.octets(settings.realm())));
        params.put("charset", "UTF-8");
        return new Challenge(Scheme.BASIC.token(), "", params);
    }

    private static Refusal refusal(String reason) {
        return new Refusal(RefusalCode.CLIENT_AUTHENTICATION, reason);
    }
}
