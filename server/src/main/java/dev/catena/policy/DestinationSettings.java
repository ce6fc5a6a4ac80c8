// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.settings.Setting;

/** Which addresses may be dialled, decided on the address itself, not on its name. Link-local and metadata addresses never are. */
public record DestinationSettings(
    @Setting(key = "private", doc = "Private networks: RFC 1918, fc00::/7 and 100.64.0.0/10.", initial = "allow")
    PrivateNetworks privateNetworks,
    @Setting(doc = "The proxy's own loopback: from-loopback for clients that came over loopback only.", initial = "from-loopback")
    Loopback loopback) {

    /** Whether private networks may be dialled. */
    public enum PrivateNetworks { ALLOW, DENY }

    /** Whether the loopback may be dialled. */
    public enum Loopback { FROM_LOOPBACK, ALLOW, DENY }

    /** These rules as the one who asks about every address that is dialled. */
    public AddressGuard guard(OwnSockets own) {
        var privateAccess = switch (privateNetworks) {
            case ALLOW -> AddressGuard.Access.ALLOW;
            case DENY -> AddressGuard.Access.DENY;
        };
        var loopbackAccess = switch (loopback) {
            case FROM_LOOPBACK -> AddressGuard.Access.FROM_LOOPBACK;
            case ALLOW -> AddressGuard.Access.ALLOW;
            case DENY -> AddressGuard.Access.DENY;
        };
        return new AddressGuard(privateAccess, loopbackAccess, own);
    }
}
