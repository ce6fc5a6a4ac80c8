// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import dev.catena.http.Challenge;
import dev.catena.http.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Challenges clients that log in by Digest, and checks what they answer. Thread-safe. */
public final class DigestServer {
    /** What came of a log-in. */
    public sealed interface Outcome {
        /** The password is right; {@code user} is the name as it was asked for. */
        record Proven(String user) implements Outcome {}

        /** The password is right or was not looked at, but the nonce is used up: challenge again with {@code stale=true}. */
        record Stale() implements Outcome {}

        /** Wrong password or no such user. */
        record Wrong(String user) implements Outcome {}

        /** Not an answer to a challenge of ours; a clause says why. */
        record Unusable(String why) implements Outcome {}
    }

    /** The accounts that may log in by Digest. */
    @FunctionalInterface
    public interface Ha1s {
        /** What is known of a user's password in this server's realm; answers at once. */
        Optional<Ha1> ha1(String user, DigestAlgorithm algorithm);
    }

    private static final Pattern EXTENDED = Pattern.compile("(?i:UTF-8)'[A-Za-z0-9-]*'([A-Za-z0-9!#$&+.^_`|~%-]+)");

    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final Nonces nonces;
    private final InstantSource clock;

    /** @param algorithms what is offered, in order */
    public DigestServer(String realm, List<DigestAlgorithm> algorithms, Nonces nonces, InstantSource clock) {
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        this.nonces = nonces;
        this.clock = clock;
    }

    /** A fresh challenge for each algorithm (RFC 7616 §3.3). */
    public List<Challenge> challenges(boolean stale) {
        return algorithms.stream().map(algorithm -> challenge(algorithm, stale)).toList();
    }

    private Challenge challenge(DigestAlgorithm algorithm, boolean stale) {
        var params = new LinkedHashMap<String, String>();
        params.put("realm", DigestAlgorithm.octets(realm));
        params.put("qop", "auth");
        params.put("algorithm", algorithm.token());
        params.put("nonce", nonces.fresh(clock.instant()));
        params.put("charset", "UTF-8");
        if (stale) params.put("stale", "true");
        return new Challenge("Digest", "", params);
    }

    /**
     * Checks a client's answer.
     *
     * @param target the request's target as it came
     */
    public Outcome check(Credentials credentials, String method, String target, Ha1s accounts) {
        var algorithm = DigestAlgorithm.ofToken(credentials.param("algorithm").orElse("MD5")).filter(algorithms::contains);
        var user = user(credentials);
        var count = credentials.param("nc").filter(nc -> nc.matches("[0-9a-fA-F]{8}"));
        if (algorithm.isEmpty()) return new Outcome.Unusable("the algorithm is not one that was offered");
        if (user.isEmpty()) return new Outcome.Unusable("there is no readable user name");
        if (!credentials.param("qop").orElse("").equalsIgnoreCase("auth") || count.isEmpty()) {
            return new Outcome.Unusable("qop is not auth, or nc is not eight digits");
        }
        if (!credentials.param("realm").orElse("").equals(DigestAlgorithm.octets(realm))) return new Outcome.Unusable("it is for another realm");
        var uri = credentials.param("uri").orElse("");
        if (!names(uri, target)) return new Outcome.Unusable("it is for another request target");

        var nonce = credentials.param("nonce").orElse("");
        // A nonce of before a restart is nobody's fault: stale=true lets the client try again without asking its user.
        if (!nonces.isFresh(nonce, clock.instant())) return new Outcome.Stale();
        var expected = accounts.ha1(user.get(), algorithm.get())
            .map(ha1 -> ha1.response(method, uri, nonce, count.get(), credentials.param("cnonce").orElse(""), credentials.param("qop").orElse("")));
        if (expected.isEmpty() || !same(expected.get(), credentials.param("response").orElse(""))) return new Outcome.Wrong(user.get());
        return nonces.use(nonce, Long.parseLong(count.get(), 16)) ? new Outcome.Proven(user.get()) : new Outcome.Stale();
    }

    /** The name in Unicode; empty if it is hashed, which is not offered, or not UTF-8. */
    private static Optional<String> user(Credentials credentials) {
        if (credentials.param("userhash").orElse("false").equalsIgnoreCase("true")) return Optional.empty();
        var extended = credentials.param("username*");
        if (extended.isPresent()) {
            var parts = EXTENDED.matcher(extended.get());
            return parts.matches() ? decoded(parts.group(1)) : Optional.empty();
        }
        return credentials.param("username").map(octets -> new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** RFC 8187 §3.2.1: percent-encoded UTF-8. */
    private static Optional<String> decoded(String percent) {
        try {
            return Optional.of(URLDecoder.decode(percent.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException incomplete) {
            return Optional.empty();
        }
    }

    /** Whether the proof is for this target. Clients of a proxy hash the whole URL, or, as curl does, only its path and query. */
    private static boolean names(String uri, String target) {
        if (uri.equals(target)) return true;
        int authority = target.indexOf("://");
        int path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
        return authority >= 0 && uri.equals(path < 0 ? "/" : target.substring(path));
    }

    private static boolean same(String expected, String actual) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.ISO_8859_1), actual.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
    }
}
