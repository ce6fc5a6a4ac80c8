// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.identity.CredentialSettings;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.Scheme;
import dev.catena.route.HealthSettings;
import dev.catena.route.MemberAddress;
import dev.catena.route.Select;
import dev.catena.route.TableTtl;
import dev.catena.route.TlsSettings;
import dev.catena.route.UpstreamSettings;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import dev.catena.settings.match.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The array this proxy is a member of. */
public record ArraySettings(
    @Setting(doc = "Its name, the same on all members.") String name,
    @Setting(doc = "Where the other members reach this one. If a listener has the same address, members log in there as clients do; otherwise this is a"
        + " listener of its own, which lets in nobody but members.", live = false)
    HostPort address,
    @Setting(doc = "The addresses of members, as each of them writes its own; this one may be among them. One that runs is enough to find the rest.",
        initial = "[]", live = false)
    List<HostPort> join,
    @Setting(doc = "Instead of `join`: a name whose addresses are those of the members, which all use the port of `address`. Looked up as `dns` says.", initial = "''", live = false)
    String dns,
    @Setting(doc = "Instead of `join`: the headless service of the members as SERVICE.NAMESPACE; its name is looked up as with `dns`.", initial = "''", live = false)
    String kubernetes,
    @Setting(doc = "The members that agree on what all have in common, by their `address`; the same list on all of them. It counts once, when all of these were there for the"
        + " first time; later ones are admitted by `catena array admit`. Empty: those of `join`, and this one; with `dns` and `kubernetes` nobody.", initial = "[]", live = false)
    List<HostPort> voters,
    @Setting(doc = "Where this member keeps what was agreed on. Empty: $STATE_DIRECTORY, which systemd sets; else /var/lib/catena for root, and"
        + " ~/.local/state/catena for others. It makes a folder of its own below.", initial = "''", live = false)
    String folder,
    @Setting(doc = "Where clients and proxies below the array reach this member: what it is hashed by, and what tables and scripts name. 0.0.0.0:0: the host of"
        + " `address` and the port of the first listener.", initial = "0.0.0.0:0", live = false)
    HostPort proxy,
    @Setting(doc = "Which function gives URLs their owner: rendezvous, carp-v1, carp-squid or carp-ms; the same on all members.", initial = "rendezvous", shared = true) OwnerHash hash,
    @Setting(doc = "What part of the URLs this member is to own, relative to the others'; 0 gives it none.", initial = "100", min = "0", max = "1000000", live = false)
    int load,
    @Setting(doc = "Who members are to each other. On a listener of their own they log in by basic, digest or ntlm with this user and password.", initial = "none")
    CredentialSettings credentials,
    @Setting(doc = "Certificates that members show each other, with `certificate`, `key`, and in `ca` who signed all of theirs: then they speak TLS, and who shows no"
        + " such certificate is not let in. Besides `credentials`, or instead of them.", initial = "usual", live = false)
    TlsSettings tls,
    @Setting(doc = "How long a member that did not answer is left alone, and clients may rely on what they were told of the array.", initial = "1m",
        min = "1s", max = "1d", shared = true)
    Duration ttl,
    @Setting(doc = "Ask the owner before a route that leads to an upstream; with false, only what would go direct is passed on to its owner.", initial = "true", shared = true)
    boolean resolveFirst,
    @Setting(doc = "Tunnels: local, whoever is asked makes them; owner, by host and port like a URL.", initial = "local", shared = true) Tunnels tunnels,
    @Setting(doc = "Who may read the membership table and the script, at any listener.",
        initial = "[127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, '::1', 'fc00::/7']", shared = true)
    List<Network> readers,
    @Setting(doc = "What the script says that browsers get.", initial = "{}", shared = true) ScriptSettings script,
    @Setting(doc = "URLs that are asked for so often that their owner alone should not answer.", initial = "{}", shared = true) HotSettings hot,
    @Setting(doc = "How members know of each other.", initial = "{}", live = false) EngineSettings engine) implements Checked {

    private static final HostPort DERIVED = new HostPort("0.0.0.0", 0);
    private static final int VOTERS_MAX = 15;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /** What becomes of tunnels. */
    public enum Tunnels { LOCAL, OWNER }

    public ArraySettings {
        join = List.copyOf(join);
        voters = List.copyOf(voters);
        readers = List.copyOf(readers);
    }

    /** No array: this proxy is on its own. */
    @Word(value = "off", doc = "no array")
    public static ArraySettings off() {
        return new ArraySettings("", DERIVED, List.of(), "", "", List.of(), "", DERIVED, OwnerHash.RENDEZVOUS, 100, CredentialSettings.none(), TlsSettings.usual(), Duration.ofMinutes(1), true,
            Tunnels.LOCAL, List.of(), new ScriptSettings(new ScriptBackup.Direct(), List.of()), HotSettings.INITIAL, EngineSettings.INITIAL);
    }

    public boolean isOn() {
        return !name.isEmpty();
    }

    /** Where clients reach this member, if it is not written: by the first listener. */
    public HostPort proxyOr(HostPort firstListener) {
        return proxy.equals(DERIVED) ? new HostPort(address.host(), firstListener.port()) : proxy;
    }

    /** By which this member is named among the voters. */
    public String id() {
        return address.toString();
    }

    /** Who is to agree, as far as the settings say, by their ids; empty: nothing is agreed on. */
    public List<String> namedVoters() {
        if (join.isEmpty() && voters.isEmpty()) return List.of();
        var named = voters.isEmpty() ? Stream.concat(join.stream(), Stream.of(address)) : voters.stream();
        return named.map(HostPort::toString).distinct().sorted().toList();
    }

    /** The folder of this member's own, which need not exist. */
    public Path home() {
        return state().resolve("array").resolve((name + "-" + address).replaceAll("[^A-Za-z0-9._-]", "-"));
    }

    private Path state() {
        if (!folder.isEmpty()) return Path.of(folder);
        if (System.getenv("STATE_DIRECTORY") instanceof String given && !given.isEmpty()) return Path.of(given.split(":")[0]);
        return System.getProperty("user.name", "").equals("root") ? Path.of("/var/lib/catena") : Path.of(System.getProperty("user.home", "."), ".local", "state", "catena");
    }

    /** Whether members log in to each other. */
    public boolean membersLogIn() {
        return credentials.schemes().stream().anyMatch(scheme -> scheme != Scheme.ANONYMOUS);
    }

    /** Whether members speak TLS and show each other certificates. */
    public boolean membersShowCertificates() {
        return tls.certificateFile().isPresent();
    }

    /** Whether a listener of its own can tell members from others. */
    private boolean provesMembers() {
        return membersLogIn() || membersShowCertificates();
    }

    /** Where a member is reached, and what is spoken there. */
    MemberAddress memberAddress(HostPort within) {
        return new MemberAddress(membersShowCertificates() ? MemberAddress.Protocol.HTTPS : MemberAddress.Protocol.HTTP, within);
    }

    /** How members are reached and spoken to: as those of an upstream of the array's name are. */
    public UpstreamSettings asUpstream(List<HostPort> others) {
        var health = new HealthSettings(Duration.ZERO, Duration.ofSeconds(5), 1, ttl, ttl);
        var members = others.stream().map(this::memberAddress).toList();
        return new UpstreamSettings(name, members, "", TableTtl.SECONDS, Select.FAILOVER, Map.of(), Map.of(), Math.max(1, members.size()), List.of(), credentials, "X-Forwarded-User",
            tls, health);
    }

    @Override
    public void check(Faults faults) {
        if (!isOn() && !faults.wrote("name")) return;
        if (faults.sound("name") && !name.matches(NAME)) {
            faults.error("name", "'%s' cannot name an array".formatted(name), "use up to 63 letters, digits, dots and dashes");
        }
        if (faults.sound("address") && (address.port() == 0 || address.isWildcard())) {
            faults.error("address", "%s is nowhere the other members could connect to".formatted(address), "write the address and port that they shall use");
        }
        if (faults.sound("proxy") && !proxy.equals(DERIVED) && (proxy.port() == 0 || proxy.isWildcard())) {
            faults.error("proxy", "%s is nowhere clients could connect to".formatted(proxy), "write the name and port that they shall use");
        }
        if (faults.sound("join", "dns", "kubernetes", "address")) checkDiscovery(faults);
        if (faults.sound("tls")) checkCertificates(faults);
        if (faults.sound("credentials", "address", "tls")) checkCredentials(faults);
    }

    private void checkDiscovery(Faults faults) {
        long ways = Stream.of(!join.isEmpty(), !dns.isEmpty(), !kubernetes.isEmpty()).filter(way -> way).count();
        if (ways == 0) {
            faults.error("", "nothing says where the other members are", "write `join`, `dns` or `kubernetes`");
        } else if (ways > 1) {
            faults.error("", "`join`, `dns` and `kubernetes` exclude each other", "keep one of them");
        }
        if (!join.isEmpty() && join.stream().allMatch(address::equals)) {
            faults.warning("join", "names only this member itself: it is an array of one until others join it", "name the others, too");
        }
        for (int i = 0; i < join.size(); i++) {
            if (!join.get(i).isDiallable()) {
                faults.error("join[%d]".formatted(i), "%s is nowhere to connect to".formatted(join.get(i)), "write the `address` of that member");
            }
        }
        if (voters.size() > VOTERS_MAX) {
            faults.error("voters", "%d voters are more than agree in time: at most %d".formatted(voters.size(), VOTERS_MAX), "name three, five or seven of the members; all get what these agree on");
        }
        if (!kubernetes.isEmpty() && !kubernetes.matches("[a-z0-9-]+\\.[a-z0-9-]+")) {
            faults.error("kubernetes", "'%s' is not SERVICE.NAMESPACE".formatted(kubernetes), "write it like catena.proxies");
        }
    }

    private void checkCertificates(Faults faults) {
        if (membersShowCertificates() && tls.caFile().isEmpty()) {
            faults.error("tls.ca", "nothing says whose certificates are those of members", "name the file of the authority that signs them, and nobody else's");
        } else if (!membersShowCertificates() && tls.caFile().isPresent()) {
            faults.error("tls.certificate", "members would have nothing to show", "name the certificate of this member, and its key in `tls.key`");
        }
    }

    private void checkCredentials(Faults faults) {
        if (!provesMembers() && !address.isLoopback()) {
            faults.error("credentials", "without them everybody who reaches %s would be taken for a member".formatted(address),
                "write a user, its password and schemes, the same on all members; or certificates in `tls`");
        }
        if (credentials.as() == HopCredentials.As.PASS_THROUGH) {
            faults.error("credentials.as", "members prove themselves, not their clients", "write service or user-header");
        }
        credentials.checkHop(faults, "credentials", !address.isLoopback() && !membersShowCertificates());
        credentials.checkTickets(faults, "credentials", join.stream().map(HostPort::host).toList());
    }

    /** For a listener of their own, which no domain and no keytab stands behind; for the record that knows the listeners. */
    public void checkOwnListener(Faults faults, String path) {
        if (!membersLogIn()) return;
        if (credentials.schemes().contains(Scheme.NEGOTIATE)) {
            faults.error(path + ".credentials.schemes", "negotiate needs a listener that knows Kerberos or the domain",
                "let `array.address` be that of a listener, or name ntlm or digest");
        }
        if (credentials.user().contains("\\") || credentials.user().contains("@")) {
            faults.error(path + ".credentials.user", "members know this user only among themselves: it has no domain", "write a name of your own, such as array");
        }
        if (credentials.password().equals(Secret.parse("env:CATENA_UPSTREAM_PASSWORD")) && !faults.wrote(path + ".credentials.password")) {
            faults.warning(path + ".credentials.password", "is that of the upstreams, too (env:CATENA_UPSTREAM_PASSWORD)", "keep one for the array: env:NAME or file:PATH");
        }
    }
}
