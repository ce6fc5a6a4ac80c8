// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.RequestHead;
import dev.catena.http.Target;

/** From a request to its next hop. */
public final class Router {
    private Router() {}

    /** Where this admitted request goes. */
    public static Route choose(RequestHead request) {
        return switch (request.target()) {
            case Target.Absolute absolute -> new Route.Direct(absolute.host(), absolute.port());
            case Target.Tunnel tunnel -> new Route.Direct(tunnel.host(), tunnel.port());
            case Target.Origin _, Target.Asterisk _ ->
                throw new IllegalArgumentException("not admitted as a proxy request: " + request.rawTarget());
        };
    }
}
