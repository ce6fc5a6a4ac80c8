// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The value of {@code Authorization} or {@code Proxy-Authorization} (RFC 9110 §11.4): somebody's proof. Prints itself without it.
 *
 * @param scheme as it was spelled; compare with {@link #is}
 * @param token68 the token after the scheme, or empty
 * @param params the parameters by their names in lower case, in order; empty where there is a token
 */
public record Credentials(String scheme, String token68, Map<String, String> params) {
    /** Longest value that is read, in characters: room for a Kerberos ticket with many groups. */
    public static final int LENGTH_MAX = 128 * 1024;
    /** Most parameters. */
    public static final int PARAMS_MAX = 32;

    private static final List<String> BARE = List.of("algorithm", "nc", "qop", "userhash", "username*");

    public Credentials {
        AuthScanner.check(scheme, token68, params);
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** A scheme and its token: {@code Basic}, {@code NTLM}, {@code Negotiate}. */
    public static Credentials of(String scheme, String token68) {
        return new Credentials(scheme, token68, Map.of());
    }

    /**
     * Reads the field's value; a field with a comma-separated list of credentials is not one.
     *
     * @throws IllegalArgumentException with a clause that says what the grammar does not allow, and does not repeat the text
     */
    public static Credentials parse(String value) {
        if (value.length() > LENGTH_MAX) throw new IllegalArgumentException("longer than %d characters".formatted(LENGTH_MAX));
        var item = new AuthScanner(value).single(PARAMS_MAX);
        return new Credentials(item.scheme(), item.token68(), item.params());
    }

    /** Whether they are of that scheme, without regard to case. */
    public boolean is(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    /** The value of a parameter, by its name in lower case. */
    public Optional<String> param(String name) {
        return Optional.ofNullable(params.get(name));
    }

    /** The field's value, to be read by {@link #parse}. */
    public String toWire() {
        return AuthScanner.print(scheme, token68, params, BARE);
    }

    /** The scheme and four stars. */
    @Override
    public String toString() {
        return scheme + " ****";
    }
}
