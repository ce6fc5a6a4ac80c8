// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a Squid asks of its clients.
 *
 * @param schemes in the order in which they are offered; none: it lets everybody in and looks at nothing
 * @param optional it lets in who says nothing, and verifies who does
 */
public record SquidMode(List<Scheme> schemes, boolean optional) {
    /** As Squid's {@code auth_param} writes them. */
    public enum Scheme {
        NEGOTIATE, NTLM, DIGEST, BASIC,
        /** Kerberos, or NTLM inside of Negotiate, which Squid's wrapper tells apart by the first bytes. */
        EITHER;

        String word() {
            return this == EITHER ? NEGOTIATE.word() : name().toLowerCase(Locale.ROOT);
        }
    }

    public SquidMode {
        schemes = List.copyOf(schemes);
    }

    /** {@code anonymous}, {@code all}, or schemes as {@code ntlm basic}; {@code optional ntlm} verifies only who volunteers. */
    public static SquidMode parse(String text) {
        var words = List.of(text.strip().split("[ ,+]+"));
        var optional = words.getFirst().equals("optional");
        var schemes = switch (words.getLast()) {
            case "anonymous" -> List.<Scheme>of();
            case "all" -> List.of(Scheme.NEGOTIATE, Scheme.NTLM, Scheme.DIGEST, Scheme.BASIC);
            default -> words.stream().skip(optional ? 1 : 0).map(word -> Scheme.valueOf(word.toUpperCase(Locale.ROOT))).toList();
        };
        return new SquidMode(schemes, optional);
    }

    /** The lines that say who may pass. */
    String accessRules() {
        if (schemes.isEmpty()) {
            return "http_access allow all\n";
        }
        return Stream.of("acl known proxy_auth REQUIRED", optional ? "acl says_something req_header Proxy-Authorization ." : "",
            optional ? "http_access allow !says_something" : "", "http_access allow known", "http_access deny all", "")
            .filter(line -> !line.isEmpty()).map(line -> line + "\n").reduce("", String::concat);
    }

    @Override
    public String toString() {
        return (optional ? "optional " : "") + (schemes.isEmpty() ? "anonymous" : String.join(" ", schemes.stream().map(Scheme::word).toList()));
    }
}
