// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets a scenario write {@code http://origin.test/}, although its origin has a port that nobody knows beforehand.
 *
 * <p>The name of an origin becomes {@code origin.test:PORT} where an authority stands: after {@code //}, after {@code @} in one, after
 * {@code CONNECT} and at the start of {@code Host}; also where it is written with the standard ports 80 and 443. Any other port,
 * and the name anywhere else, is left alone. It is done in start lines and fields of transcripts, both directions, and in
 * the texts (not the bytes) of raw clients.
 */
final class Spelling {
    private static final String AUTHORITY_STARTS = "(?<=//|@|connect |host ?: {0,3})";
    private static final String AUTHORITY_ENDS = "(?::80(?![0-9])|:443(?![0-9])|(?!:))(?![\\w.-])";

    private final Map<String, Integer> ports;
    private final Pattern names;

    Spelling(Map<String, Integer> ports) {
        this.ports = Map.copyOf(ports);
        var anyName = ports.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        this.names = Pattern.compile(AUTHORITY_STARTS + "(" + anyName + ")" + AUTHORITY_ENDS, Pattern.CASE_INSENSITIVE);
    }

    String respell(String text) {
        if (ports.isEmpty()) {
            return text;
        }
        return names.matcher(text).replaceAll(match -> match.group(1) + ":" + ports.get(match.group(1).toLowerCase()));
    }
}
