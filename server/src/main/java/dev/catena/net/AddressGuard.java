// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import java.net.InetAddress;
import java.util.Optional;

/** Decides which addresses may be dialled. */
public final class AddressGuard {
    /** Who may have connections to a class of addresses. */
    public enum Access { ALLOW, FROM_LOOPBACK, DENY }

    private final Access privateNetworks;
    private final Access loopback;
    private final OwnSockets own;

    public AddressGuard(Access privateNetworks, Access loopback, OwnSockets own) {
        this.privateNetworks = privateNetworks;
        this.loopback = loopback;
        this.own = own;
    }

    /** Why this address may not be dialled, or empty if it may. */
    public Optional<Refusal> refuses(InetAddress address, int port, boolean callerOverLoopback) {
        return Optional.empty();
    }
}
