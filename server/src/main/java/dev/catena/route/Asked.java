// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.Protocol;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.identity.Groups;
import dev.catena.settings.match.Host;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What routes may ask of a request. What costs something is worked out when the first route asks for it. One thread at a time. */
public final class Asked {
    private final RequestHead request;
    private final InetAddress client;
    private final Groups groups;
    private @Nullable Protocol protocol;
    private @Nullable Host host;

    /**
     * @param request admitted: its target is {@code Absolute} or {@code Tunnel}
     * @param client an IPv4 client of an IPv6 socket is an IPv4 address
     * @param groups of the user; of an anonymous one, none
     */
    public Asked(RequestHead request, InetAddress client, Groups groups) {
        this.request = request;
        this.client = client;
        this.groups = groups;
    }

    InetAddress client() {
        return client;
    }

    Groups groups() {
        return groups;
    }

    Protocol protocol() {
        if (protocol == null) protocol = Protocol.of(request);
        return protocol;
    }

    Host host() {
        if (host == null) host = Host.of(origin().host());
        return host;
    }

    int port() {
        return origin().port();
    }

    /** The way that needs no upstream. */
    Route.Direct origin() {
        return Route.Direct.of(request);
    }

    /** What members are chosen by: the canonical URI, and of a tunnel the host and port. */
    String key() {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.uri();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> throw Route.notAdmitted(request);
        };
    }
}
