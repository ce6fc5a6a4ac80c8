// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.base.IpAddress;
import dev.catena.server.convert.match.Sources;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Networks and hosts as cntlm and Px spell them. Empty: it cannot be said in our words. */
final class Networks {
    private Networks() {}

    /** An address, {@code 10.0.0.0/8}, {@code 10.*}, {@code 10.0.0.1-10.0.0.9}; {@code *} and {@code 0/0} are everything. */
    static Optional<List<Network>> of(String written) {
        if (written.equals("*") || written.equals("0/0") || written.equals("*.*.*.*")) return Optional.of(List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0")));
        if (written.matches("(\\d{1,3}\\.){1,3}\\*(\\.\\*){0,2}")) {
            var given = written.replaceAll("[.*]+$", "").split("\\.", -1);
            var address = String.join(".", given) + ".0".repeat(4 - given.length);
            return IpAddress.parse(address).map(first -> List.of(Sources.around(first, 8 * given.length)));
        }
        int dash = written.indexOf('-');
        if (dash > 0) {
            var first = IpAddress.parse(written.substring(0, dash));
            var last = IpAddress.parse(written.substring(dash + 1));
            return first.isPresent() && last.isPresent() && first.get().getAddress().length == last.get().getAddress().length
                ? Optional.of(Sources.range(first.get(), last.get())).filter(range -> !range.isEmpty()) : Optional.empty();
        }
        int slash = written.indexOf('/');
        var address = IpAddress.parse(slash < 0 ? written : written.substring(0, slash));
        if (address.isEmpty()) return Optional.empty();
        int bits = address.get().getAddress().length * 8;
        if (slash < 0) return Optional.of(List.of(new Network(address.get(), bits)));
        var prefix = written.substring(slash + 1);
        return prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= bits
            ? Optional.of(List.of(Sources.around(address.get(), Integer.parseInt(prefix)))) : Optional.empty();
    }

    /** A host with or without {@code *} at its start, or an address or network. */
    static Optional<List<String>> hosts(String written) {
        if (written.equals("<local>")) return Optional.of(List.of("NODOTS"));
        var networks = of(written);
        if (networks.isPresent()) return networks.map(all -> all.stream().map(Network::toString).toList());
        var name = written.toLowerCase(Locale.ROOT);
        var bare = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        try {
            if (!(HostPattern.parse(bare) instanceof HostPattern.Name) || IpAddress.endsInNumber(bare)) return Optional.empty();
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
        if (name.startsWith(".")) return Optional.of(List.of(bare, "*." + bare));
        return Optional.of(List.of(name));
    }
}
