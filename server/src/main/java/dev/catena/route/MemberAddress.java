// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.HostPort;
import dev.catena.settings.Scalar;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where a member of an upstream is, and what it speaks: {@code hq1.corp.example:8080}, {@code https://hq1.corp.example:8443},
 * {@code socks5://hq1.corp.example:1080}.
 */
@Scalar(expected = "a host and a port, such as hq1.corp.example:8080, with https:// or socks5:// before it where that is spoken",
    pattern = "^((http|https|socks5)://)?(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}$")
public record MemberAddress(Protocol protocol, HostPort at) {
    private static final String SEPARATOR = "://";

    /** How a member is spoken to. */
    public enum Protocol {
        /** An HTTP proxy. */
        HTTP,
        /** An HTTP proxy behind TLS. */
        HTTPS,
        /** A SOCKS proxy, which makes a connection to the origin itself (RFC 1928). */
        SOCKS5;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static MemberAddress parse(String text) {
        int end = text.indexOf(SEPARATOR);
        if (end < 0) return new MemberAddress(Protocol.HTTP, HostPort.parse(text));
        var word = text.substring(0, end).toLowerCase(Locale.ROOT);
        var protocol = Arrays.stream(Protocol.values()).filter(each -> each.word().equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(whyNot(word)));
        return new MemberAddress(protocol, HostPort.parse(text.substring(end + SEPARATOR.length())));
    }

    private static String whyNot(String word) {
        if (word.equals("socks5h")) return "'socks5h' is what socks5 means here: names always go to the proxy as they are; write socks5://";
        var known = Arrays.stream(Protocol.values()).map(protocol -> protocol.word() + SEPARATOR).collect(Collectors.joining(", "));
        return "'%s' is not spoken to upstreams: write one of %s".formatted(word + SEPARATOR, known);
    }

    public String host() {
        return at.host();
    }

    public int port() {
        return at.port();
    }

    /** Whether others can read what is said to it: no TLS, and not on this machine. */
    public boolean isCleartext() {
        return protocol != Protocol.HTTPS && !at.isLoopback();
    }

    /** As the settings spell it; {@code http://} is left out. */
    @Override
    public String toString() {
        return protocol == Protocol.HTTP ? at.toString() : protocol.word() + SEPARATOR + at;
    }
}
