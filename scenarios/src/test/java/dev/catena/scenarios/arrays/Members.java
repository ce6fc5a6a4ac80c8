// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import dev.catena.scenarios.Certificates;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Json;
import dev.catena.testkit.NameServer;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The members of an array, each a whole proxy in this process. */
final class Members {
    static final String PASSWORD = "Sesam-0pen!";
    private static final Duration JOINING = Duration.ofSeconds(45);

    private final Stage stage;
    private final List<Integer> clients;
    private final List<Integer> addresses;
    final List<Proxy> proxies = new ArrayList<>();
    private final List<String[]> written = new ArrayList<>();

    /** What members that look each other up are told; empty for others. */
    private String named = "";

    private Members(Stage stage, int count) {
        this.stage = stage;
        this.clients = IntStream.range(0, count).map(_ -> Ports.free()).boxed().collect(Collectors.toCollection(ArrayList::new));
        this.addresses = IntStream.range(0, count).map(_ -> pair()).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    /** A port with the one above it, which is the engine's; from where the system takes none for connections, whose remains would be in the way. */
    private static int pair() {
        for (int tries = 0; tries < 1000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (isFree(port) && isFree(port + 1)) return port;
        }
        throw new AssertionError("no two ports beside each other are free");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Members on addresses of their own, 127.0.0.1 and on, with these loads and one port for all: what CARP and Squid can tell apart. */
    static Members onHosts(Stage stage, String array, int... loads) {
        var members = new Members(stage, loads.length);
        int port = pair();
        var join = members.addresses.stream().map("'127.0.0.1:%d'"::formatted).collect(Collectors.joining(", "));
        for (int i = 0; i < loads.length; i++) {
            members.proxies.add(stage.proxy("""
                name: m%1$d
                threads: 1
                listeners: [{name: clients, address: '127.0.0.%2$d:%3$d'}]
                origins: {idle: 1s}
                array: {name: branch, address: '127.0.0.1:%4$d', proxy: '127.0.0.%2$d:%3$d', join: [%5$s], credentials: %6$s, load: %7$d, folder: '%9$s', engine: {silence: 2s}, %8$s}
                """.formatted(i, i + 1, port, members.addresses.get(i), join, credentials(stage, "ntlm", PASSWORD), loads[i], array, stage.folder())));
        }
        members.awaitAll(loads.length);
        return members;
    }

    /** So many members that have found each other; {@code array} is written after what all arrays have. */
    static Members of(Stage stage, int count, String array, String... yaml) {
        var members = new Members(stage, count);
        for (int i = 0; i < count; i++) members.start(i, "ntlm", array, yaml);
        members.awaitAll(count);
        return members;
    }

    /** Members that log in to each other by these schemes, one each; they find each other although they do not agree. */
    static Members disagreeing(Stage stage, String array, String... credentials) {
        var members = new Members(stage, credentials.length);
        for (int i = 0; i < credentials.length; i++) members.startWith(i, credentials[i], array);
        return members;
    }

    /** Members on 127.0.0.1 and on, all with one port, that look each other up; started one by one. */
    static Members byName(Stage stage, NameServer dns, String discovery) {
        var members = new Members(stage, 1);
        members.named = """
            threads: 1
            name: m%%1$d
            dns: {servers: ['127.0.0.1:%d'], ttl-min: 0s, negative-ttl: 0s}
            origins: {idle: 1s}
            array: {name: branch, address: '127.0.0.%%1$d:%d', proxy: '127.0.0.1:%%2$d', %s, credentials: %s, engine: {silence: 2s}}
            """.formatted(dns.port(), members.addresses.getFirst(), discovery, credentials(stage, "ntlm", PASSWORD));
        return members;
    }

    /** The next of those that look each other up. */
    void startNext() {
        int port = Ports.free();
        proxies.add(stage.proxy(named.formatted(proxies.size() + 1, port), "listeners: [{name: clients, address: '127.0.0.1:%d'}]".formatted(port)));
    }

    /** The last of them says good-bye. */
    void stopLast() {
        stage.end(proxies.removeLast());
    }

    /** Members that show each other the certificates m0, m1 and so on. */
    static Members withCertificates(Stage stage, Certificates files, int count, String credentials) {
        var members = new Members(stage, count);
        for (int i = 0; i < count; i++) {
            members.startWith(i, credentials, "tls: {certificate: '%s', key: '%s', ca: '%s'}".formatted(files.certificate("m" + i), files.key("m" + i), files.ca()));
        }
        members.awaitAll(count);
        return members;
    }

    /** Has a member read its settings and files again. */
    void reload(int member) {
        proxies.get(member).reload(written.get(member));
    }

    private void start(int i, String schemes, String array, String... yaml) {
        startWith(i, credentials(stage, schemes, PASSWORD), array, yaml);
    }

    /** Another member, which knows of the others. */
    Proxy join(Stage stage) {
        clients.add(Ports.free());
        addresses.add(pair());
        start(clients.size() - 1, "ntlm", "");
        return proxies.getLast();
    }

    /** What a member was started with. */
    String yaml(int member) {
        return settings(member, credentials(stage, "ntlm", PASSWORD), "");
    }

    private void startWith(int i, String credentials, String array, String... yaml) {
        var all = new ArrayList<>(List.of(settings(i, credentials, array)));
        all.addAll(List.of(yaml));
        written.add(all.toArray(String[]::new));
        proxies.add(stage.proxy(written.getLast()));
    }

    private String settings(int i, String credentials, String array) {
        var join = addresses.stream().map("'127.0.0.1:%d'"::formatted).collect(Collectors.joining(", "));
        return """
            name: m%d
            threads: 1
            listeners: [{name: clients, address: '127.0.0.1:%d'}]
            array: {name: branch, address: '127.0.0.1:%d', join: [%s], credentials: %s, folder: '%s', engine: {silence: 2s}%s}
            origins: {idle: 1s}
            """.formatted(i, clients.get(i), addresses.get(i), join, credentials, stage.folder(), array.isEmpty() ? "" : ", " + array);
    }

    static String credentials(Stage stage, String schemes, String password) {
        var secret = stage.folder().resolve("array-" + Integer.toHexString(password.hashCode()));
        try {
            Files.writeString(secret, password + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + secret, e);
        }
        return "{user: array, password: 'file:%s', schemes: [%s]}".formatted(secret, schemes);
    }

    /** Waits until each member sees so many that are up. */
    void awaitAll(int up) {
        for (var proxy : proxies) {
            Patience.until("%s to see %d members".formatted(proxy.url(), up), JOINING, () -> up(proxy) == up);
        }
    }

    static int up(Proxy proxy) {
        return (int) ((List<?>) table(proxy).get("members")).stream().filter(member -> "up".equals(((Map<?, ?>) member).get("state"))).count();
    }

    static Map<String, Object> table(Proxy proxy) {
        return Json.object(page(proxy, "/array.json", "").text());
    }

    /** A page of the array, asked for in origin form as clients do. */
    static Response page(Proxy proxy, String path, String fields) {
        try (var client = RawClient.connect(proxy.address())) {
            return client.ask("GET %s HTTP/1.1\nHost: 127.0.0.1:%d\n%sConnection: close\n\n".formatted(path, proxy.address().getPort(), fields));
        }
    }

    /** A URL as it comes, asked of one member. */
    Response get(int member, String url) {
        return get(proxies.get(member), url);
    }

    static Response get(Proxy proxy, String url) {
        try (var client = RawClient.connect(proxy.address(), proxy::spelled)) {
            return client.ask("GET %s HTTP/1.1\nHost: origin.test\nConnection: close\n\n".formatted(url));
        }
    }

    /** Where the others reach a member. */
    InetSocketAddress door(int member) {
        return new InetSocketAddress("127.0.0.1", addresses.get(member));
    }
}
