// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the console, which trusts whoever reaches its address.
 *
 * <p>A page can make the browser that shows it send requests here. It cannot hide that: the browser adds {@code Origin} or
 * {@code Sec-Fetch-Site}. A page whose own name is rebound to our address sends that name as {@code Host}, which we do not
 * answer to. And commands need a field that no form can send.
 */
final class Guard {
    static final String COMMAND_FIELD = "X-Catena-Command";

    private final String ownName;
    private final Supplier<String> machineName;

    /**
     * @param ownName the host in {@code console.address}
     * @param machineName what this machine is called; asked for only when somebody uses a name, as it may take a look-up
     */
    Guard(String ownName, Supplier<String> machineName) {
        this.ownName = ownName;
        this.machineName = machineName;
    }

    /** Why the request is not served, if so. */
    Optional<Answer> refused(String method, URI uri, Headers fields) {
        var host = authority(uri, fields);
        if (host == null || !isOurs(host)) return Optional.of(Answer.problem(421, "Misdirected request",
            "this is the console of a proxy and answers to its address, localhost and the name of this machine only: write its IP"
                + " address; to use the proxy, use a listener's address"));
        if (fromPage(fields)) return Optional.of(Answer.problem(403, "Forbidden",
            "the request was made by a web page: open the address of the console yourself"));
        if (method.equals("POST") && fields.getFirst(COMMAND_FIELD) == null) return Optional.of(Answer.problem(403, "Forbidden",
            "a command needs the field " + COMMAND_FIELD + ": add it, with any value"));
        return Optional.empty();
    }

    /** The target's own authority counts before {@code Host} (RFC 9112 §3.2.2); two of them are none. */
    private static @Nullable String authority(URI uri, Headers fields) {
        if (uri.isAbsolute() || uri.getRawAuthority() != null) return uri.getRawAuthority();
        List<String> hosts = fields.getOrDefault("Host", List.of());
        return hosts.size() == 1 ? hosts.getFirst() : null;
    }

    private boolean isOurs(String authority) {
        var host = withoutPort(authority).toLowerCase(Locale.ROOT);
        return isAddress(host) || host.equals("localhost") || host.equalsIgnoreCase(ownName) || host.equalsIgnoreCase(machineName.get());
    }

    private static String withoutPort(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? "" : authority.substring(1, end);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private static boolean fromPage(Headers fields) {
        if (fields.containsKey("Origin")) return true;
        var site = fields.getFirst("Sec-Fetch-Site");
        return site != null && !site.equals("none") && !site.equals("same-origin");
    }
}
