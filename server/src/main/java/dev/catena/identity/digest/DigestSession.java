// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import dev.catena.http.Challenge;
import dev.catena.http.Credentials;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Our side of Digest on one connection: answers with one nonce, and counts how often. Used by one thread.
 *
 * <p>A session a connection, not one for all: a counter that several connections share overtakes itself on the way, and servers then
 * take an old count for a replay.
 */
public final class DigestSession {
    private final DigestAlgorithm algorithm;
    private final boolean namesAlgorithm;
    private final String user;
    private final String realm;
    private final String opaque;
    private final String qop;
    private final Ha1 ha1;
    private String nonce;
    private int count;

    private DigestSession(DigestAlgorithm algorithm, Challenge challenge, String user, String password, String qop) {
        this.algorithm = algorithm;
        this.namesAlgorithm = challenge.param("algorithm").isPresent();
        this.user = DigestAlgorithm.octets(user);
        this.realm = challenge.param("realm").orElse("");
        this.opaque = challenge.param("opaque").orElse("");
        this.qop = qop;
        this.ha1 = Ha1.ofOctets(algorithm, this.user, realm, DigestAlgorithm.octets(password));
        this.nonce = challenge.param("nonce").orElseThrow();
    }

    /**
     * Begins with a challenge.
     *
     * @return empty if it cannot be answered: see {@link #whyUnusable}
     */
    public static Optional<DigestSession> begin(Challenge challenge, String user, String password) {
        if (!whyUnusable(challenge).isEmpty()) return Optional.empty();
        var algorithm = DigestAlgorithm.ofToken(challenge.param("algorithm").orElse("MD5")).orElseThrow();
        return Optional.of(new DigestSession(algorithm, challenge, user, password, challenge.param("qop").isPresent() ? "auth" : ""));
    }

    /** Why a challenge of Digest cannot be answered, a clause for people; empty if it can. */
    public static String whyUnusable(Challenge challenge) {
        var algorithm = challenge.param("algorithm").orElse("MD5");
        if (challenge.param("nonce").isEmpty() || challenge.param("realm").isEmpty()) return "its Digest challenge lacks realm or nonce";
        if (DigestAlgorithm.ofToken(algorithm).isEmpty()) return "its Digest challenge wants the algorithm " + algorithm;
        var qop = challenge.param("qop");
        boolean auth = qop.isEmpty() || Arrays.stream(qop.get().split("[ \t]*,[ \t]*")).anyMatch("auth"::equalsIgnoreCase);
        return auth ? "" : "its Digest challenge wants qop " + qop.get() + ", and the body would have to be hashed before it is sent";
    }

    /** The algorithm it answers with. */
    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * The next proof.
     *
     * @param uri the request's target as it is sent
     * @param cnonce our own nonce, fresh for each request
     */
    public Credentials answer(String method, String uri, String cnonce) {
        var nc = "%08x".formatted(++count);
        var params = new LinkedHashMap<String, String>();
        params.put("username", user);
        params.put("realm", realm);
        params.put("nonce", nonce);
        params.put("uri", uri);
        params.put("response", ha1.response(method, uri, nonce, nc, cnonce, qop));
        if (namesAlgorithm) params.put("algorithm", algorithm.token());
        if (!qop.isEmpty()) {
            params.put("qop", qop);
            params.put("nc", nc);
            params.put("cnonce", cnonce);
        }
        if (!opaque.isEmpty()) params.put("opaque", opaque);
        return new Credentials("Digest", "", params);
    }

    /** The other side wants another nonce from now on (RFC 7616 §3.5). */
    public void renew(String nextNonce) {
        nonce = nextNonce;
        count = 0;
    }
}
