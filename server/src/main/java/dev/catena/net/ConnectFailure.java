// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong with a connection into words, and tells which of several failures says most. */
final class ConnectFailure {
    /** Whoever refused is there and was asked; what is prohibited was not even tried. */
    private static final List<RefusalCode> MOST_TELLING_FIRST =
        List.of(RefusalCode.CONNECTION_REFUSED, RefusalCode.UNROUTABLE, RefusalCode.CONNECTION_TIMEOUT);

    private ConnectFailure() {}

    /**
     * Transports name their exceptions alike but not the same: what tells a refusal from a missing route is the
     * system's own text, which both of them carry.
     */
    static Refusal of(InetSocketAddress address, Throwable cause) {
        var text = String.valueOf(cause.getMessage());
        if (text.contains("refused")) return new Refusal(RefusalCode.CONNECTION_REFUSED, words(address) + " refused the connection");
        if (text.contains("timed out")) return new Refusal(RefusalCode.CONNECTION_TIMEOUT, words(address) + " did not accept a connection in time");
        if (cause instanceof NoRouteToHostException || text.contains("unreachable")) {
            return new Refusal(RefusalCode.UNROUTABLE, "there is no route to " + words(address));
        }
        return new Refusal(RefusalCode.UNROUTABLE, "no connection to %s could be opened: %s".formatted(words(address), systemText(cause)));
    }

    static Refusal timeout(List<InetSocketAddress> addresses, Duration timeout) {
        var first = words(addresses.getFirst());
        var who = addresses.size() == 1 ? first : "%s and %d more".formatted(first, addresses.size() - 1);
        return new Refusal(RefusalCode.CONNECTION_TIMEOUT, "%s did not accept a connection within %s".formatted(who, seconds(timeout)));
    }

    /** The one of the two that tells more; the first if they tell the same. */
    static Refusal moreTelling(@Nullable Refusal first, Refusal second) {
        return first == null || rank(second) < rank(first) ? second : first;
    }

    private static int rank(Refusal refusal) {
        int rank = MOST_TELLING_FIRST.indexOf(refusal.code());
        return rank < 0 ? MOST_TELLING_FIRST.size() : rank;
    }

    private static String words(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Netty appends the address to the message of the system; it has been named already. */
    private static String systemText(Throwable cause) {
        var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        int address = text.lastIndexOf(": /");
        return address < 0 ? text : text.substring(0, address);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
