// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.settings.HostPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Asks DNS for the KDCs of a realm: {@code _kerberos._tcp.REALM} (RFC 4120 §7.2.3.2). Blocks for a few seconds at most. */
final class KdcLocator {
    private static final String TIMEOUT_MILLIS = "2000";
    private static final int KDCS_MAX = 16;

    private KdcLocator() {}

    private record Server(int priority, HostPort address) {}

    /** By priority; empty if DNS knows none, or does not answer. */
    static List<HostPort> kdcs(String realm) {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
        try {
            var dns = new InitialDirContext(environment);
            try {
                var records = dns.getAttributes("_kerberos._tcp." + realm, new String[] {"SRV"}).get("SRV");
                var servers = new ArrayList<Server>();
                for (var i = 0; records != null && i < Math.min(records.size(), KDCS_MAX); i++) servers.add(server(records.get(i).toString()));
                return servers.stream().sorted(Comparator.comparingInt(Server::priority)).map(Server::address).toList();
            } finally {
                dns.close();
            }
        } catch (NamingException | IllegalArgumentException unknown) {
            return List.of();
        }
    }

    /** {@code 0 100 88 dc1.corp.example.}: priority, weight, port, target. */
    private static Server server(String text) {
        var words = text.split(" ");
        if (words.length != 4) throw new IllegalArgumentException("not an SRV record");
        return new Server(Integer.parseInt(words[0]), new HostPort(words[3].replaceFirst("\\.$", ""), Integer.parseInt(words[2])));
    }
}
