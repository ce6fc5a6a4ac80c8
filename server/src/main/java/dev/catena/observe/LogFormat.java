// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

/** How a line of the access log looks. */
public enum LogFormat {
    /** One JSON object a line. */
    JSON,
    /** Squid's native format, for the tools that read it. */
    SQUID,
    /** The combined format of web servers, for the tools that read it. */
    COMBINED,
    /** The W3C's extended format with the fields of ISA Server's web proxy log. */
    W3C;

    /** Whether its lines say what clients say of themselves: {@code User-Agent} and {@code Referer}. */
    public boolean quotesClients() {
        return this == COMBINED || this == W3C;
    }
}
