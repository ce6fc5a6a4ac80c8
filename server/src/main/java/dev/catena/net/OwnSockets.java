// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The sockets this proxy listens on itself, console included: nobody is connected to them through it. Whoever binds
 * or closes a socket keeps it up to date; any thread may ask.
 */
public final class OwnSockets {
    private final Set<String> names;
    private final Predicate<InetAddress> isOfThisMachine;
    private volatile Set<InetSocketAddress> bound = Set.of();

    /** @param names the names of this machine, besides {@code localhost} */
    public OwnSockets(Collection<String> names) {
        this(names, OwnSockets::isOfAnInterface);
    }

    OwnSockets(Collection<String> names, Predicate<InetAddress> isOfThisMachine) {
        this.names = names.stream().map(HostNames::canonical).collect(Collectors.toUnmodifiableSet());
        this.isOfThisMachine = isOfThisMachine;
    }

    /** These are all of them, with the ports that were really bound. */
    public void replace(Collection<InetSocketAddress> sockets) {
        bound = Set.copyOf(sockets);
    }

    /**
     * Whether a connection to it would reach one of our sockets: its own address, or any of the machine's for a wildcard
     * socket. Connecting to the unspecified address means connecting to the loopback.
     */
    public boolean has(InetAddress address, int port) {
        for (var socket : bound) if (socket.getPort() == port && reaches(address, socket.getAddress())) return true;
        return false;
    }

    /** Whether a host as a URL writes it, and that port, are ours; a name is compared and not looked up. */
    public boolean has(String host, int port) {
        var address = IpAddress.ofHostInAnySpelling(host);
        if (address.isPresent()) return has(address.get(), port);
        var name = HostNames.canonical(host);
        return (name.equals("localhost") || names.contains(name)) && bound.stream().anyMatch(socket -> socket.getPort() == port);
    }

    private boolean reaches(InetAddress address, InetAddress listening) {
        if (address.equals(listening)) return true;
        if (address.isAnyLocalAddress()) return listening.isLoopbackAddress() || listening.isAnyLocalAddress();
        return listening.isAnyLocalAddress() && (address.isLoopbackAddress() || isOfThisMachine.test(address));
    }

    private static boolean isOfAnInterface(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }
}
