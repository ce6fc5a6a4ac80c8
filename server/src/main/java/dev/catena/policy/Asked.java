// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Protocol;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.settings.match.Host;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What rules may ask of a request. What costs something is worked out when the first rule asks for it. */
final class Asked {
    private final RequestHead request;
    private final Caller caller;
    private final ZoneId zone;
    private @Nullable Protocol protocol;
    private @Nullable Host host;
    private @Nullable LocalDateTime time;

    Asked(RequestHead request, Caller caller, ZoneId zone) {
        this.request = request;
        this.caller = caller;
        this.zone = zone;
    }

    String method() {
        return request.method().token();
    }

    Caller caller() {
        return caller;
    }

    Protocol protocol() {
        if (protocol == null) protocol = Protocol.of(request);
        return protocol;
    }

    Host host() {
        if (host == null) {
            host = Host.of(switch (request.target()) {
                case Target.Absolute absolute -> absolute.host();
                case Target.Tunnel tunnel -> tunnel.host();
                case Target.Origin _, Target.Asterisk _ -> "";
            });
        }
        return host;
    }

    /** The port asked for, 0 when the target has none. */
    int port() {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.port();
            case Target.Tunnel tunnel -> tunnel.port();
            case Target.Origin _, Target.Asterisk _ -> 0;
        };
    }

    LocalDateTime time() {
        if (time == null) time = LocalDateTime.ofInstant(caller.now(), zone);
        return time;
    }

    /** For people: {@code GET www.example:80}. */
    @Override
    public String toString() {
        var name = host().name();
        return method() + " " + (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port();
    }
}
