// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;

/** What a SOCKS proxy says when it does not connect (RFC 1928 §6), in the words of our catalogue. */
final class SocksReply {
    static final int SUCCEEDED = 0;

    private SocksReply() {}

    /**
     * @param proxy the SOCKS proxy, for people
     * @param wanted the host and port it was asked for
     */
    static Refusal refusal(int reply, String proxy, String wanted) {
        var says = "the SOCKS proxy %s says of %s: ".formatted(proxy, wanted);
        return switch (reply) {
            case 1 -> new Refusal(RefusalCode.SOCKS_REFUSED, says + "general failure (1)", "its log tells more: often it cannot resolve the name");
            case 2 -> new Refusal(RefusalCode.SOCKS_REFUSED, says + "not allowed by its rules (2)", "have it allowed there, or let a route lead it another way");
            case 3 -> new Refusal(RefusalCode.UNROUTABLE, says + "network unreachable (3)", "check the network and routing of the SOCKS proxy");
            case 4 -> new Refusal(RefusalCode.UNROUTABLE, says + "host unreachable (4)", "check the name, and the network of the SOCKS proxy");
            case 5 -> new Refusal(RefusalCode.CONNECTION_REFUSED, says + "connection refused (5)");
            case 6 -> new Refusal(RefusalCode.CONNECTION_TIMEOUT, says + "TTL expired (6)", "check the network between the SOCKS proxy and the server");
            case 7 -> new Refusal(RefusalCode.SOCKS_REFUSED, says + "command not supported (7)", "let it allow CONNECT, or take another proxy");
            case 8 -> new Refusal(RefusalCode.SOCKS_REFUSED, says + "address type not supported (8)",
                "it has to take host names and IPv6 addresses; some are old, or set to IPv4 alone");
            default -> new Refusal(RefusalCode.SOCKS_REFUSED, says + "reply code " + reply, "look into its log");
        };
    }
}
