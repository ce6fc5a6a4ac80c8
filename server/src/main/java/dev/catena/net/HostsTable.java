// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.resolver.HostsFileEntriesProvider;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names with fixed addresses, which no name server is asked about. Immutable; one for all event loops. */
public final class HostsTable {
    /** Where Linux keeps them. */
    public static final Path SYSTEM_FILE = Path.of("/etc/hosts");

    private final Map<String, List<InetAddress>> addresses = new HashMap<>();

    private HostsTable() {}

    /**
     * The names of {@code dns.hosts}, then those of the machine's own file, which is read now (blocking); a file that
     * cannot be read has no names. A name has the addresses of the first place that knows it.
     */
    public static HostsTable of(DnsSettings settings, Path file) {
        var table = new HostsTable();
        var entries = HostsFileEntriesProvider.parser().parseSilently(file.toFile(), StandardCharsets.UTF_8);
        entries.ipv6Entries().forEach(table::add);
        entries.ipv4Entries().forEach(table::add);
        settings.hosts().forEach((name, addresses) -> table.addresses.put(HostNames.canonical(name), addresses));
        return table;
    }

    /** The addresses of a canonical name, or none if it is not in the table. */
    List<InetAddress> addresses(String name) {
        return addresses.getOrDefault(name, List.of());
    }

    private void add(String name, List<InetAddress> more) {
        addresses.merge(HostNames.canonical(name), more, (known, added) -> {
            var all = new ArrayList<>(known);
            all.addAll(added);
            return List.copyOf(all);
        });
    }
}
