// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.Locale;
import java.util.Optional;

/** How somebody proves who they are, from the weakest to the strongest. */
public enum Scheme {
    /** Not at all. */
    ANONYMOUS("Anonymous"),
    /** Name and password with each request (RFC 7617). */
    BASIC("Basic"),
    /** A hash of the password and of the request, over a nonce (RFC 7616). */
    DIGEST("Digest"),
    /** NTLMv2: Windows challenge and response, once a connection (MS-NLMP). */
    NTLM("NTLM"),
    /** Kerberos by SPNEGO, once a connection (RFC 4559). */
    NEGOTIATE("Negotiate");

    private final String token;

    Scheme(String token) {
        this.token = token;
    }

    /** The scheme that a field names so, without regard to case; never {@link #ANONYMOUS}, which no field names. */
    public static Optional<Scheme> ofToken(String token) {
        for (var scheme : values()) {
            if (scheme != ANONYMOUS && scheme.token.equalsIgnoreCase(token)) return Optional.of(scheme);
        }
        return Optional.empty();
    }

    /** The {@code auth-scheme} on the wire. */
    public String token() {
        return token;
    }

    /** The word in settings, logs and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it proves the connection and not the request: such a connection serves one principal only (RFC 4559 §6). */
    public boolean connectionBound() {
        return this == NTLM || this == NEGOTIATE;
    }

    /** Whether the value of {@code Authorization} or {@code Proxy-Authorization} is a leg of a proof of the connection. */
    public static boolean provesConnection(String fieldValue) {
        int end = fieldValue.indexOf(' ');
        return ofToken(end < 0 ? fieldValue : fieldValue.substring(0, end)).filter(Scheme::connectionBound).isPresent();
    }

    /** Whether it answers a challenge and never shows the password: what Microsoft Proxy Server called encrypted. */
    public boolean encrypted() {
        return compareTo(DIGEST) >= 0;
    }

    public boolean strongerThan(Scheme other) {
        return compareTo(other) > 0;
    }
}
