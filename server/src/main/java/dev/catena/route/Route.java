// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.RequestHead;
import dev.catena.http.Target;

/** The next hop of a request. */
public sealed interface Route {
    /** The origin itself. */
    record Direct(String host, int port) implements Route {
        @Override
        public boolean endsAtOrigin() {
            return true;
        }

        /** The origin of a request whose target is {@code Absolute} or {@code Tunnel}: one that was admitted. */
        public static Direct of(RequestHead request) {
            return switch (request.target()) {
                case Target.Absolute absolute -> new Direct(absolute.host(), absolute.port());
                case Target.Tunnel tunnel -> new Direct(tunnel.host(), tunnel.port());
                case Target.Origin _, Target.Asterisk _ -> throw notAdmitted(request);
            };
        }

        @Override
        public String word() {
            return "direct";
        }
    }

    /**
     * A proxy of an upstream. Whoever takes this way tells {@link UpstreamHealth} what became of it.
     *
     * @param trial not 0: the member was down, and this is the one visit that finds out whether it still is
     */
    record Member(MemberId id, long trial) implements Route {
        public String upstream() {
            return id.upstream();
        }

        public MemberAddress address() {
            return id.address();
        }

        /** A SOCKS proxy connects to the origin; an HTTP proxy is asked. */
        @Override
        public boolean endsAtOrigin() {
            return id.address().protocol() == MemberAddress.Protocol.SOCKS5;
        }

        @Override
        public String host() {
            return id.address().host();
        }

        @Override
        public int port() {
            return id.address().port();
        }

        @Override
        public String word() {
            return id.upstream();
        }
    }

    /** Whether who answers at the other end of the connection is the origin itself. */
    boolean endsAtOrigin();

    /** What is dialled: a name or an address, an IPv6 address without brackets. */
    String host();

    int port();

    /** Its word in the access log: {@code direct}, or the upstream's name. */
    String word();

    static IllegalArgumentException notAdmitted(RequestHead request) {
        return new IllegalArgumentException("not admitted as a proxy request: " + request.rawTarget());
    }
}
