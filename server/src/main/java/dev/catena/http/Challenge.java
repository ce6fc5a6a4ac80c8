// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of {@code WWW-Authenticate} or {@code Proxy-Authenticate} (RFC 9110 §11.3): how the other side wants us to
 * prove ourselves.
 *
 * @param scheme as it was spelled; compare with {@link #is}
 * @param token68 the token after the scheme, or empty
 * @param params the parameters by their names in lower case, in order; empty where there is a token
 */
public record Challenge(String scheme, String token68, Map<String, String> params) {
    /** Longest list that is read. */
    public static final int CHALLENGES_MAX = 32;
    /** Most parameters of one challenge. */
    public static final int PARAMS_MAX = 32;

    private static final List<String> BARE = List.of("algorithm", "stale", "userhash");

    public Challenge {
        AuthScanner.check(scheme, token68, params);
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** A scheme alone: {@code NTLM}, {@code Negotiate}. */
    public static Challenge of(String scheme) {
        return new Challenge(scheme, "", Map.of());
    }

    /** A scheme and its token, the next leg of a handshake. */
    public static Challenge of(String scheme, String token68) {
        return new Challenge(scheme, token68, Map.of());
    }

    /**
     * Reads all lines of the field as one list.
     *
     * @throws IllegalArgumentException with a clause that says what the grammar does not allow
     */
    public static List<Challenge> parse(List<String> lines) {
        return new AuthScanner(String.join(",", lines)).list(CHALLENGES_MAX, PARAMS_MAX).stream()
            .map(item -> new Challenge(item.scheme(), item.token68(), item.params())).toList();
    }

    /** Whether it is of that scheme, without regard to case. */
    public boolean is(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    /** The value of a parameter, by its name in lower case. */
    public Optional<String> param(String name) {
        return Optional.ofNullable(params.get(name));
    }

    /** As one element of the field, to be read by {@link #parse}. */
    public String toWire() {
        return AuthScanner.print(scheme, token68, params, BARE);
    }
}
