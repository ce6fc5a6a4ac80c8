// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.EmbeddedAddresses;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Decides which addresses may be dialled. It is asked with the very address that is dialled next, so a name that changes
 * between a check and its use gains nothing; what a name, a redirect or an odd spelling leads to meets the same rule.
 *
 * <p>An IPv6 address that carries an IPv4 address is judged as both, and the stricter one counts.
 */
public final class AddressGuard {
    /** Who may have connections to a class of addresses. */
    public enum Access {
        ALLOW,
        /** Only clients that came over the loopback themselves. */
        FROM_LOOPBACK,
        DENY
    }

    private static final String NOBODY = "link-local, metadata, multicast and reserved addresses are open to nobody; check what the host's name resolves to";

    private final Access privateNetworks;
    private final Access loopback;
    private final OwnSockets own;

    /**
     * @param privateNetworks {@code destinations.private}
     * @param loopback {@code destinations.loopback}
     * @param own what must never be dialled, as the request would come back
     */
    public AddressGuard(Access privateNetworks, Access loopback, OwnSockets own) {
        this.privateNetworks = privateNetworks;
        this.loopback = loopback;
        this.own = own;
    }

    /** Why this address and port may not be dialled for a caller, or empty if they may. */
    public Optional<Refusal> refuses(InetAddress address, int port, boolean callerOverLoopback) {
        for (var meaning : EmbeddedAddresses.withEmbedded(address)) {
            var refusal = refusesExactly(meaning, port, callerOverLoopback, meaning.equals(address) ? "" : " (inside " + address.getHostAddress() + ")");
            if (refusal.isPresent()) return refusal;
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusesExactly(InetAddress address, int port, boolean callerOverLoopback, String where) {
        if (own.has(address, port)) return Optional.of(loop(address, port, where));
        var kind = AddressKind.of(address);
        return switch (kind) {
            case PUBLIC -> Optional.empty();
            case PRIVATE -> judged(privateNetworks, callerOverLoopback, kind, address, where, "destinations.private");
            case LOOPBACK -> judged(loopback, callerOverLoopback, kind, address, where, "destinations.loopback");
            case LINK_LOCAL, METADATA, NEVER -> Optional.of(prohibited(kind, address, where, "", NOBODY));
        };
    }

    private static Optional<Refusal> judged(
            Access access, boolean callerOverLoopback, AddressKind kind, InetAddress address, String where, String setting) {
        return switch (access) {
            case ALLOW -> Optional.empty();
            case FROM_LOOPBACK -> callerOverLoopback
                ? Optional.empty()
                : Optional.of(prohibited(kind, address, where, ", open only to clients on the proxy's machine",
                    "connect to the proxy over its loopback, or set `" + setting + ": allow`"));
            case DENY -> Optional.of(prohibited(kind, address, where, ", and closed", "set `" + setting + ": allow` if that is wanted"));
        };
    }

    private static Refusal prohibited(AddressKind kind, InetAddress address, String where, String terms, String remedy) {
        return new Refusal(RefusalCode.DESTINATION_PROHIBITED,
            "%s%s is %s%s".formatted(address.getHostAddress(), where, kind.words(), terms), remedy);
    }

    private static Refusal loop(InetAddress address, int port, String where) {
        return new Refusal(RefusalCode.LOOP,
            "%s%s port %d is a socket of this proxy itself".formatted(address.getHostAddress(), where, port));
    }
}
