// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.IpAddress;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How names become addresses. */
public record DnsSettings(
    @Setting(doc = "Name servers, such as 10.0.0.53:53, asked in turn; empty: the system's.", initial = "[]") List<HostPort> servers,
    @Setting(doc = "Names with fixed addresses (one, or a list), before anything else is asked.", initial = "{}")
    Map<String, List<InetAddress>> hosts,
    @Setting(doc = "How long a name server may take.", initial = "5s", min = "10ms", max = "5m") Duration timeout,
    @Setting(doc = "An answer is kept at least this long.", initial = "1s", min = "0s", max = "1d") Duration ttlMin,
    @Setting(doc = "An answer is kept at most this long.", initial = "5m", min = "0s", max = "7d") Duration ttlMax,
    @Setting(doc = "How long it is remembered that a name does not exist.", initial = "10s", min = "0s", max = "1d") Duration negativeTtl,
    @Setting(doc = "Names remembered at most.", initial = "10000", min = "0", max = "10000000") int entriesMax)
    implements Checked {

    public DnsSettings {
        servers = List.copyOf(servers);
        var copy = new LinkedHashMap<String, List<InetAddress>>();
        hosts.forEach((name, addresses) -> copy.put(name, List.copyOf(addresses)));
        hosts = Collections.unmodifiableMap(copy);
    }

    @Override
    public void check(Faults faults) {
        if (faults.sound("ttl-min", "ttl-max") && ttlMin.compareTo(ttlMax) > 0) {
            faults.error("ttl-min", "is longer than ttl-max", "lower ttl-min, or raise ttl-max");
        }
        if (faults.sound("hosts")) {
            hosts.forEach((name, addresses) -> checkHost(name, addresses, faults));
        }
        for (var i = 0; faults.sound("servers") && i < servers.size(); i++) {
            if (servers.get(i).port() == 0) {
                faults.error("servers[%d]".formatted(i), "0 is not a port that answers", "write 53");
            } else if (IpAddress.parse(servers.get(i).host()).isEmpty()) {
                faults.error("servers[%d]".formatted(i), "a name server needs an address: nobody could look up its name", "write its address, such as 10.0.0.53:53");
            }
        }
    }

    private static void checkHost(String name, List<InetAddress> addresses, Faults faults) {
        var path = "hosts[\"%s\"]".formatted(name);
        if (name.length() > 253 || !name.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            faults.error("hosts", "'%s' is not a host name".formatted(name), "write a name without wildcards and last dot");
        } else if (addresses.isEmpty()) {
            faults.error(path, "the list is empty", "give the name an address, or remove it");
        }
    }
}
