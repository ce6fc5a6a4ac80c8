// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.settings.match.Network;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Addresses of clients. */
public record Sources(List<Network> networks) implements Values {
    public Sources {
        networks = List.copyOf(new LinkedHashSet<>(networks));
    }

    /** The networks that hold exactly the addresses from {@code first} to {@code last}, both of one family. */
    public static List<Network> range(InetAddress first, InetAddress last) {
        int bits = first.getAddress().length * 8;
        var next = new BigInteger(1, first.getAddress());
        var end = new BigInteger(1, last.getAddress());
        var networks = new ArrayList<Network>();
        while (next.compareTo(end) <= 0) {
            int free = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
            while (next.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE).compareTo(end) > 0) free--;
            networks.add(new Network(address(next, bits / 8), bits - free));
            next = next.add(BigInteger.ONE.shiftLeft(free));
        }
        return List.copyOf(networks);
    }

    /** The network of that prefix around an address, whatever the address has beyond it. */
    public static Network around(InetAddress address, int prefix) {
        int bits = address.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) throw new IllegalArgumentException("/%d is not a prefix of %d bits".formatted(prefix, bits));
        var kept = new BigInteger(1, address.getAddress()).shiftRight(bits - prefix).shiftLeft(bits - prefix);
        return new Network(address(kept, bits / 8), prefix);
    }

    private static InetAddress address(BigInteger value, int length) {
        var bytes = new byte[length];
        var magnitude = value.toByteArray();
        for (int i = 1; i <= Math.min(length, magnitude.length); i++) bytes[length - i] = magnitude[magnitude.length - i];
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has 4 or 16 bytes", impossible);
        }
    }

    @Override
    public Sources and(Values other) {
        var both = new LinkedHashSet<Network>();
        for (var ours : networks) {
            for (var theirs : ((Sources) other).networks) {
                if (ours.covers(theirs)) both.add(theirs);
                else if (theirs.covers(ours)) both.add(ours);
            }
        }
        return new Sources(List.copyOf(both));
    }

    @Override
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    @Override
    public boolean covers(Values other) {
        return ((Sources) other).networks.stream().allMatch(theirs -> networks.stream().anyMatch(ours -> ours.covers(theirs)));
    }

    @Override
    public Optional<Values> complement() {
        return Optional.empty();
    }

    @Override
    public List<String> written() {
        return networks.stream().map(Network::toString).toList();
    }
}
