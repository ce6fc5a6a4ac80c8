// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import com.sun.net.httpserver.HttpServer;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * What it costs Catena that somebody logs in to it, that it logs in to an upstream, and that an upstream's connection is proven: CPU time of its
 * process (user and system, with winbind's helpers), beside that of the same without a log-in in the same round.
 *
 * <p>A branch is measured. Its clients are in this process; its upstream is another Catena, the domain a Samba of the testkit's. Of what they
 * spend nothing is counted.
 */
public final class Handshakes {
    /** What the load before it left to do is done then. */
    private static final Duration RAMP = Duration.ofMillis(500);
    private static final String USER = "branch7";
    private static final String PASSWORD = "Sesam-0pen!";

    private enum Scheme { OPEN, NTLM, NEGOTIATE }

    /** A kind of load. */
    private record Load(String group, String name, Work work) {}

    private final Path folder;
    private final WindowsDomain domain;
    private final int origin;
    private final Map<Scheme, Integer> doors = ports();
    private final Map<Scheme, Integer> headOffice = ports();

    private Handshakes(Path folder, WindowsDomain domain, int origin) {
        this.folder = folder;
        this.domain = domain;
        this.origin = origin;
    }

    /** @param arguments rounds, then seconds a run, then seconds of warm-up a kind of load, then a word of the group that is wanted; each may be left out */
    public static void main(String... arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        var run = seconds(arguments.length > 1 ? arguments[1] : "2");
        var warm = seconds(arguments.length > 2 ? arguments[2] : "6");
        var word = arguments.length > 3 ? arguments[3] : "";
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var folder = Files.createTempDirectory("catena-handshakes");
        var origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", exchange.getRequestURI().getPath().equals("/hit") ? "max-age=3600" : "no-store");
            exchange.sendResponseHeaders(200, 1024);
            exchange.getResponseBody().write(new byte[1024]);
            exchange.close();
        });
        origin.start();
        try {
            new Handshakes(folder, WindowsDomain.shared(), origin.getAddress().getPort()).measure(word, rounds, run, warm);
        } finally {
            origin.stop(0);
            delete(folder);
        }
        System.exit(0); // the clients' Kerberos has threads that stay
    }

    private void measure(String word, int rounds, Duration run, Duration warm) throws IOException {
        var accounts = CatenaProcess.account(folder, USER, PASSWORD);
        Files.writeString(folder.resolve("secret"), PASSWORD + "\n");
        try (var _ = CatenaProcess.start(folder, "head-office", headOfficeSettings(accounts), headOffice.get(Scheme.OPEN));
                var branch = CatenaProcess.start(folder, "branch", branchSettings(accounts), doors.get(Scheme.OPEN))) {
            var loads = loads().stream().filter(load -> load.group.contains(word)).toList();
            if (loads.isEmpty()) throw new IllegalArgumentException("no group of loads has '%s' in its name".formatted(word));
            for (var load : loads) load.work.during(warm);
            var costs = new LinkedHashMap<Load, List<Double>>();
            for (int round = 0; round < rounds; round++) {
                for (var load : loads) {
                    load.work.during(RAMP);
                    var before = branch.cpu();
                    long done = load.work.during(run);
                    costs.computeIfAbsent(load, _ -> new ArrayList<>()).add(branch.cpu().minus(before).toNanos() / 1e3 / done);
                }
            }
            Table.print(costs.entrySet().stream().map(entry -> new Table.Row(entry.getKey().group, entry.getKey().name, entry.getValue())).toList());
        }
    }

    private List<Load> loads() {
        var ticket = Proof.negotiate(DomainAccount.ALICE.name(), domain.keytab(DomainAccount.ALICE), "HTTP/proxy." + WindowsDomain.DNS_NAME);
        var alice = Proof.ntlm(DomainAccount.ALICE.name(), WindowsDomain.NAME, DomainAccount.ALICE.password());
        var logsIn = "a client logs in to Catena, and gets a page from its cache";
        var isLoggedIn = "Catena logs in to an upstream, for a tunnel";
        var proven = "a page through an upstream, on connections that are there, proven or not";
        return List.of(
            new Load(logsIn, "no log-in", new Crowd(() -> visit(Scheme.OPEN, Proof.NONE))),
            new Load(logsIn, "ntlm, accounts file", new Crowd(() -> visit(Scheme.NTLM, Proof.ntlm(USER, "", PASSWORD)))),
            new Load(logsIn, "ntlm, domain", new Crowd(() -> visit(Scheme.NTLM, alice))),
            new Load(logsIn, "negotiate, keytab", new Crowd(() -> visit(Scheme.NEGOTIATE, ticket))),
            new Load(isLoggedIn, "no log-in", new Crowd(() -> tunnel("open"))),
            new Load(isLoggedIn, "ntlm", new Crowd(() -> tunnel("ntlm"))),
            new Load(isLoggedIn, "negotiate", new Crowd(() -> tunnel("negotiate"))),
            new Load(proven, "no log-in", pages("open")),
            new Load(proven, "ntlm", pages("ntlm")),
            new Load(proven, "negotiate", pages("negotiate")));
    }

    private void visit(Scheme door, Proof proof) {
        try (var client = RawClient.connect(at(door))) {
            expect(200, proof.ask(client, "GET http://127.0.0.1:%1$d/hit HTTP/1.1\nHost: 127.0.0.1:%1$d\n".formatted(origin)));
        }
    }

    private void tunnel(String upstream) {
        try (var client = RawClient.connect(at(Scheme.OPEN))) {
            expect(200, client.send("CONNECT %1$s.test:%2$d HTTP/1.1\nHost: %1$s.test:%2$d\n\n".formatted(upstream, origin)).response("CONNECT"));
        }
    }

    private Work pages(String upstream) {
        return new LockStep(at(Scheme.OPEN), "GET http://%1$s.test:%2$d/miss HTTP/1.1\nHost: %1$s.test:%2$d\n\n".formatted(upstream, origin));
    }

    static void expect(int status, Response answer) {
        if (answer.status() != status) throw new AssertionError("%d instead of %d: %s".formatted(answer.status(), status, answer.text()));
    }

    private InetSocketAddress at(Scheme door) {
        return new InetSocketAddress("127.0.0.1", doors.get(door));
    }

    private String branchSettings(Path accounts) {
        var upstream = "- {name: %1$s, members: ['hq.%2$s:%3$d'], credentials: %4$s}\n";
        var service = "{user: %s, keytab: '%s', schemes: [negotiate]}".formatted(DomainAccount.CHAIN.name(), domain.keytab(DomainAccount.CHAIN));
        return """
            version: 1
            name: branch
            threads: 1
            %sidentity:
              accounts: 'file:%s'
              keytab: '%s'
              krb5-conf: '%s'
              domain: {name: %s, dns-name: %s, command: ['%s', --helper-protocol=ntlm-server-1]}
            upstreams:
            %sroutes:
            - {name: open, match: {host: open.test}, to: open}
            - {name: ntlm, match: {host: ntlm.test}, to: ntlm}
            - {name: negotiate, match: {host: negotiate.test}, to: negotiate}
            log: [{format: json, to: '%s'}]
            """.formatted(common(doors), accounts, domain.keytab(DomainAccount.PROXY), domain.krb5Conf(), WindowsDomain.NAME, WindowsDomain.DNS_NAME,
            domain.ntlmAuth(),
            upstream.formatted("open", WindowsDomain.DNS_NAME, headOffice.get(Scheme.OPEN), "none")
                + upstream.formatted("ntlm", WindowsDomain.DNS_NAME, headOffice.get(Scheme.NTLM),
                    "{user: %s, password: 'file:%s', schemes: [ntlm]}".formatted(USER, folder.resolve("secret")))
                + upstream.formatted("negotiate", WindowsDomain.DNS_NAME, headOffice.get(Scheme.NEGOTIATE), service),
            folder.resolve("branch.log"));
    }

    private String headOfficeSettings(Path accounts) {
        return """
            version: 1
            name: head-office
            %sidentity: {accounts: 'file:%s', keytab: '%s', krb5-conf: '%s'}
            log: []
            """.formatted(common(headOffice), accounts, domain.keytab(DomainAccount.HEAD_OFFICE), domain.krb5Conf());
    }

    private String common(Map<Scheme, Integer> listeners) {
        var names = domain.dnsYaml().replace("}}", ", open.test: 127.0.0.1, ntlm.test: 127.0.0.1, negotiate.test: 127.0.0.1}}");
        return """
            %s
            console: {address: '127.0.0.1:0'}
            connect: {ports: [%d]}
            listeners:
            - {name: open, address: '127.0.0.1:%d', schemes: [anonymous]}
            - {name: ntlm, address: '127.0.0.1:%d', schemes: [ntlm]}
            - {name: negotiate, address: '127.0.0.1:%d', schemes: [negotiate]}
            """.formatted(names, origin, listeners.get(Scheme.OPEN), listeners.get(Scheme.NTLM), listeners.get(Scheme.NEGOTIATE));
    }

    private static Map<Scheme, Integer> ports() {
        return Map.of(Scheme.OPEN, Ports.free(), Scheme.NTLM, Ports.free(), Scheme.NEGOTIATE, Ports.free());
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
