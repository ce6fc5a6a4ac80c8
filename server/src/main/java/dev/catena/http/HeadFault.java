// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * What is wrong with a head or with a body's framing. Whoever reads one gives up the connection: after it, nobody
 * knows where the next message begins.
 *
 * @param what one clause for people: {@code "a line ends in LF without CR"}
 */
public record HeadFault(Kind kind, String what) {
    public enum Kind {
        /** Not HTTP by the grammar. */
        SYNTAX,
        /** More bytes than {@code limits.head}. */
        HEAD_TOO_LARGE,
        /** More lines than {@code limits.fields}. */
        TOO_MANY_FIELDS,
        /** An HTTP major version we do not speak. */
        VERSION,
        /** Two readers could disagree on where the body ends. */
        FRAMING,
        /** A transfer coding other than {@code chunked}. */
        CODING,
        /** The first bytes are a TLS handshake. */
        TLS
    }

    static HeadFault syntax(String what) {
        return new HeadFault(Kind.SYNTAX, what);
    }

    static HeadFault framing(String what) {
        return new HeadFault(Kind.FRAMING, what);
    }
}
