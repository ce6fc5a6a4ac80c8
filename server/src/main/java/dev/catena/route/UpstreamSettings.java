// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.identity.CredentialSettings;
import dev.catena.identity.HopCredentials;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A named next hop: one proxy, or several of which one is chosen for each request. */
public record UpstreamSettings(
    @Setting(doc = "Its name in routes, log and metrics.", shared = true) String name,
    @Setting(doc = "The proxies: host:port, https://host:port for one behind TLS, socks5://host:port for a SOCKS proxy.", shared = true)
    List<MemberAddress> members,
    @Setting(doc = "Where an array tells who its members are, such as http://hq1.corp.example:8080/array.dll?Get.Info.v1. `members` are asked until it was"
        + " read, and when its version is newer than ours. Of ISA Server and TMG, with `select: carp-ms`, the script: http://tmg.corp.example:8080/array.dll?Get.Routing.Script."
        + " Empty: none.", initial = "''", shared = true)
    String table,
    @Setting(doc = "What ListTTL counts in that table: seconds, or minutes where Sun's or Oracle's proxies made it.", initial = "seconds", shared = true) TableTtl tableTtl,
    @Setting(doc = "failover takes the first that is up, round-robin the next in turn; rendezvous, carp-v1 and carp-squid give each"
        + " URL an owner, carp-ms each host.", initial = "failover", shared = true)
    Select select,
    @Setting(doc = "The share of members that shall get more or less than others, such as {\"hq2.corp.example:8080\": 2}; a member"
        + " that is not named has 1, and 0 gives it nothing.", initial = "{}", min = "0", max = "1000000", shared = true)
    Map<String, Integer> weights,
    @Setting(doc = "What `select: carp-ms` knows members by, where it is not the hash of their host: the numbers that the script of an ISA Server or TMG array has, such as"
        + " {\"tmg1.corp.example:8080\": 241542179}. A `table` that is such a script says them itself.", initial = "{}", shared = true)
    Map<String, MemberHash> hashes,
    @Setting(doc = "Members one request tries before it takes the route's backup.", initial = "3", min = "1", max = "100", shared = true) int tries,
    @Setting(doc = "The addresses of this machine that connections to the members come from, one a family. Empty: the system's"
        + " choice.", initial = "[]")
    List<InetAddress> sourceAddress,
    @Setting(doc = "Who we are to its members.", initial = "none") CredentialSettings credentials,
    @Setting(doc = "The field that names the client's user to the members, with `credentials.as: user-header`. What clients themselves write"
        + " there is removed.", initial = "X-Forwarded-User", shared = true)
    String userField,
    @Setting(doc = "TLS to the members that are written https://.", initial = "usual") TlsSettings tls,
    @Setting(doc = "When a member counts as down, and when it is asked again.", initial = "{}", shared = true) HealthSettings health)
    implements Checked {

    /** More would be an array, or a mistake. */
    static final int MEMBERS_MAX = 100;
    private static final int INITIAL_WEIGHT = 1;
    /** Fields that mean something else already. */
    private static final Set<String> RESERVED_FIELDS = Set.of("authorization", "connection", "content-length", "cookie", "host", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "via");

    public UpstreamSettings {
        members = List.copyOf(members);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
        sourceAddress = List.copyOf(sourceAddress);
    }

    /** The same with other members, what each is to get, and what it is known by. */
    public UpstreamSettings with(List<MemberAddress> others, Map<String, Integer> shares, Map<String, MemberHash> numbers) {
        return new UpstreamSettings(name, others, table, tableTtl, select, shares, numbers, tries, sourceAddress, credentials, userField, tls, health);
    }

    /** The weight of each member, in their order. */
    List<Integer> memberWeights() {
        return members.stream().map(member -> weights.getOrDefault(member.toString(), INITIAL_WEIGHT)).toList();
    }

    @Override
    public void check(Faults faults) {
        checkName(faults);
        if (faults.sound("members")) checkMembers(faults);
        if (faults.sound("table", "members")) checkTable(faults);
        if (faults.sound("members", "weights", "select")) checkWeights(faults);
        if (faults.sound("members", "hashes", "select")) checkHashes(faults);
        if (faults.sound("members", "select")) checkHosts(faults);
        if (faults.sound("source-address")) checkSource(faults);
        if (faults.sound("user-field")) checkUserField(faults);
        if (faults.sound("members", "tls")) checkTls(faults);
        if (faults.sound("credentials", "members") && isSocks()) credentials.checkSocks(faults, "credentials");
        if (faults.sound("credentials", "members")) credentials.checkHop(faults, "credentials", members.stream().anyMatch(MemberAddress::isCleartext));
        if (faults.sound("credentials", "members")) credentials.checkTickets(faults, "credentials", members.stream().map(member -> member.at().host()).toList());
    }

    private void checkName(Faults faults) {
        if (!faults.sound("name")) return;
        if (name.isBlank()) {
            faults.error("name", "the name is empty", "routes and the log need one, such as 'head-office'");
        } else if (name.equals("direct") || name.equals("none")) {
            faults.error("name", "a route that says '%s' means something else".formatted(name), "give it another name");
        }
    }

    private void checkMembers(Faults faults) {
        if (members.isEmpty()) faults.error("members", "the list is empty", "write at least one proxy, such as hq1.corp.example:8080");
        if (members.size() > MEMBERS_MAX) {
            faults.error("members", "%d are too many: at most %d".formatted(members.size(), MEMBERS_MAX), "make two upstreams of it");
        }
        if (isSocks() && members.stream().anyMatch(member -> member.protocol() != MemberAddress.Protocol.SOCKS5)) {
            faults.error("members", "SOCKS proxies and HTTP proxies in one upstream", "make two upstreams of it: they are logged in to differently");
        }
        var seen = new HashSet<HostPort>();
        for (var i = 0; i < members.size(); i++) {
            var member = members.get(i);
            if (!member.at().isDiallable()) {
                faults.error("members[%d]".formatted(i), "%s is nowhere to connect to".formatted(member), "write the proxy's own address and port");
            }
            if (!seen.add(new HostPort(member.host().toLowerCase(Locale.ROOT), member.port()))) {
                faults.error("members[%d]".formatted(i), "%s is already a member".formatted(member), "remove it, or use `weights`");
            }
        }
    }

    private void checkTable(Faults faults) {
        if (table.isEmpty()) {
            if (faults.wrote("table-ttl")) faults.warning("table-ttl", "has no effect: there is no `table`", "name one, or remove it");
        } else if (!table.matches("http://[^/\\s@]+/[!-~]*")) {
            faults.error("table", "'%s' is not where a table is".formatted(table), "write http://host:port/array.dll?Get.Info.v1");
        } else if (isSocks() || members.stream().anyMatch(member -> member.protocol() == MemberAddress.Protocol.HTTPS)) {
            faults.error("table", "tables tell of HTTP proxies without TLS, and the members are others", "write the members without https:// and socks5://, or remove it");
        }
    }

    /** SOCKS proxies, all of them. */
    private boolean isSocks() {
        return members.stream().anyMatch(member -> member.protocol() == MemberAddress.Protocol.SOCKS5);
    }

    private void checkUserField(Faults faults) {
        if (!userField.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}") || RESERVED_FIELDS.contains(userField.toLowerCase(Locale.ROOT))) {
            faults.error("user-field", "'%s' cannot name a user".formatted(userField), "write a field of its own, such as X-Forwarded-User");
        } else if (faults.sound("credentials") && faults.wrote("user-field") && credentials.as() != HopCredentials.As.USER_HEADER) {
            faults.warning("user-field", "has no effect: the credentials are not `as: user-header`", "write that, too, or remove it");
        }
    }

    private void checkTls(Faults faults) {
        if (faults.wrote("tls") && members.stream().noneMatch(member -> member.protocol() == MemberAddress.Protocol.HTTPS)) {
            faults.warning("tls", "has no effect: no member is reached by TLS", "write the members as https://host:port, or remove it");
        }
    }

    private void checkWeights(Faults faults) {
        var known = Set.copyOf(members.stream().map(MemberAddress::toString).toList());
        for (var key : weights.keySet()) {
            if (!known.contains(key)) {
                faults.error("weights", "'%s' is not one of the members".formatted(key), "write it as in `members`");
            }
        }
        if (!members.isEmpty() && memberWeights().stream().allMatch(weight -> weight == 0)) {
            faults.error("weights", "every member has 0: none could be chosen", "give at least one of them a share");
        }
        if (select == Select.FAILOVER && weights.values().stream().anyMatch(weight -> weight > 0)) {
            faults.warning("weights", "has no effect: failover takes the first member that is up", "remove it, or choose another `select`");
        }
    }

    private void checkHashes(Faults faults) {
        for (var key : hashes.keySet()) {
            if (members.stream().noneMatch(member -> member.toString().equals(key))) faults.error("hashes", "'%s' is not one of the members".formatted(key), "write it as in `members`");
        }
        if (!hashes.isEmpty() && select != Select.CARP_MS) faults.warning("hashes", "has no effect: only carp-ms asks for them", "remove it, or write `select: carp-ms`");
    }

    /** CARP knows a member by its host alone, so that two on one host score alike and the earlier wins always. */
    private void checkHosts(Faults faults) {
        if (select != Select.CARP_V1 && select != Select.CARP_SQUID && select != Select.CARP_MS) return;
        var seen = new HashSet<String>();
        for (var i = 0; i < members.size(); i++) {
            if (!seen.add(members.get(i).host().toLowerCase(Locale.ROOT))) {
                faults.warning("members[%d]".formatted(i), "CARP knows members by host, and '%s' has one before it: this one is chosen only"
                    .formatted(members.get(i).host()) + " when that is down", "give it a host name of its own, or select: rendezvous");
            }
        }
    }

    private void checkSource(Faults faults) {
        if (sourceAddress.stream().map(InetAddress::getClass).distinct().count() < sourceAddress.size()) {
            faults.error("source-address", "two addresses of one family", "keep one IPv4 and one IPv6 address at most");
        }
    }
}
