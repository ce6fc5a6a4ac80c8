// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Scalar;

/**
 * Which paths a rule speaks of, as people write file names: {@code *} is anything but a slash, {@code **} anything, {@code /**}{@code /} any
 * folders or none. A pattern without a slash is about the last segment. Case counts, and the query does not.
 *
 * <p>A path is matched by walking all readings of the pattern at once, one bit each, so that it takes one pass whatever a client sends.
 */
@Scalar(expected = "a path such as /releases/** or *.iso, where * is anything but a slash and ** anything", pattern = "^(/|[^/]*$)[!-~]*$")
public final class PathPattern {
    /** What stands between the literal beginning and the literal end of a pattern has a bit each in a long. */
    private static final int BETWEEN_MAX = 62;

    private static final char ANY = '\u0100';
    private static final char IN_SEGMENT = '\u0101';
    /** Nothing, or anything that ends with a slash. */
    private static final char FOLDERS = '\u0102';

    private final String written;
    private final String begin;
    private final String end;
    /** Characters and the wildcards above; empty if the pattern is a literal. */
    private final char[] between;

    private PathPattern(String written, String begin, char[] between, String end) {
        this.written = written;
        this.begin = begin;
        this.between = between;
        this.end = end;
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static PathPattern parse(String text) {
        if (!text.matches("[!-~]+")) throw new IllegalArgumentException("'%s' is not a path: blanks and letters beyond ASCII are written as %%xx".formatted(text));
        if (text.indexOf('?') >= 0) throw new IllegalArgumentException("'%s' has a query: rules see the path only".formatted(text));
        if (text.indexOf('/') > 0) throw new IllegalArgumentException("'%s' does not begin with a slash".formatted(text));
        var tokens = tokens(text.startsWith("/") ? text : "/**/" + text);
        int first = 0;
        while (first < tokens.length() && tokens.charAt(first) < ANY) first++;
        int last = tokens.length();
        while (last > first && tokens.charAt(last - 1) < ANY) last--;
        if (last - first > BETWEEN_MAX) {
            throw new IllegalArgumentException("'%s' has more than %d characters between its first and its last *: use two rules".formatted(text, BETWEEN_MAX));
        }
        return new PathPattern(text, tokens.substring(0, first), tokens.substring(first, last).toCharArray(), tokens.substring(last));
    }

    private static String tokens(String text) {
        var tokens = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '*') {
                tokens.append(text.charAt(i));
            } else if (!text.startsWith("**", i)) {
                tokens.append(IN_SEGMENT);
            } else if (i > 0 && text.charAt(i - 1) == '/' && text.startsWith("**/", i)) {
                tokens.append(FOLDERS);
                i += 2;
            } else {
                tokens.append(ANY);
                i++;
            }
        }
        return tokens.toString();
    }

    /** @param path without query */
    public boolean matches(String path) {
        if (between.length == 0) return path.equals(begin);
        int stop = path.length() - end.length();
        if (stop < begin.length() || !path.startsWith(begin) || !path.endsWith(end)) return false;
        long readings = enter(0, 0);
        for (int i = begin.length(); i < stop && readings != 0; i++) readings = after(path.charAt(i), readings);
        return (readings >>> between.length & 1) != 0;
    }

    /** Adds the reading that goes on at that token, and those that skip wildcards there. */
    private long enter(long readings, int token) {
        long more = readings | 1L << token;
        return token < between.length && between[token] >= ANY ? enter(more, token + 1) : more;
    }

    private long after(char c, long readings) {
        long next = 0;
        for (long left = readings; left != 0; left &= left - 1) {
            int token = Long.numberOfTrailingZeros(left);
            if (token == between.length) continue;
            switch (between[token]) {
                case ANY -> next = enter(next, token);
                case IN_SEGMENT -> next = c == '/' ? next : enter(next, token);
                case FOLDERS -> next = c == '/' ? enter(next | 1L << token, token + 1) : next | 1L << token;
                default -> next = c == between[token] ? enter(next, token + 1) : next;
            }
        }
        return next;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && written.equals(pattern.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
