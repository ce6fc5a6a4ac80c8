// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import com.sun.net.httpserver.HttpServer;
import dev.catena.identity.HopFailure;
import dev.catena.server.ProxyServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The story behind error 12201, as it happened to administrators in 1997: a branch's proxy is told to prove itself by an encrypted scheme, and
 * the head office's lets everybody in, so that it never asks. Two proxies of this process, a web server, and the commands that a person types.
 */
final class HopDisagreementPlay implements AutoCloseable {
    private static final String USER = "branch7";
    private static final Duration REQUEST_MAX = Duration.ofSeconds(15);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    private final Surroundings surroundings;
    private final PrintWriter out;
    private final Path folder;
    private final HttpServer origin;
    private final int headOfficePort = freePort();
    private final int headOfficeConsole = freePort();
    private final int branchPort = freePort();
    private final int branchConsole = freePort();
    private @Nullable ProxyServer headOffice;
    private @Nullable ProxyServer branch;

    /** Something did not happen that had to. */
    static final class OtherwiseThanTold extends Exception {
        private static final long serialVersionUID = 1;

        OtherwiseThanTold(String message) {
            super(message);
        }
    }

    /** What a command or a request printed. */
    private record Seen(int exitCode, String text) {}

    HopDisagreementPlay(Surroundings surroundings, PrintWriter out) throws IOException {
        this.surroundings = surroundings;
        this.out = out;
        this.folder = Files.createTempDirectory("catena-demo-");
        this.origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            var page = "Hello from the web server.\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        origin.start();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw Problem.found("this machine has no free port on its loopback: " + none.getMessage());
        }
    }

    void run() throws IOException, OtherwiseThanTold {
        say("Two proxies on this machine: a branch, and the head office it asks for everything.");
        writeAccounts();
        writeBranch();
        writeHeadOffice("anonymous");
        show(branchFile());
        headOffice = ProxyServer.start(headOfficeFile(), List.of(), InstantSource.system());
        branch = ProxyServer.start(branchFile(), List.of(), InstantSource.system());

        say("1. The branch is to prove itself by NTLM, and the head office lets everybody in: nobody asks for the proof. A user meets error 12201.");
        var refused = get();
        expect(refused.text().startsWith("HTTP/1.1 502 "), "the request is refused with status 502");
        expect(refused.text().contains(HopFailure.UNCHALLENGED.slug()), "the cause is " + HopFailure.UNCHALLENGED.slug());
        expect(refused.text().contains(HopFailure.HISTORICAL), "the page has the words of Microsoft Proxy Server 2.0");

        say("2. The administrator has the request id from the page.");
        command(seen -> seen.exitCode() == 0 && seen.text().contains(HopFailure.UNCHALLENGED.slug()), "why", requestId(refused.text()), "-c", branchFile().toString());

        say("3. The doctor would have found it before the user did.");
        command(seen -> seen.exitCode() == 1 && seen.text().contains(HopFailure.UNCHALLENGED.slug()), "doctor", "-c", branchFile().toString());

        say("4. The remedy, at the head office: anonymous access off, NTLM on. No restart, on neither side.");
        writeHeadOffice("ntlm");
        show(headOfficeFile());
        command(seen -> seen.exitCode() == 0, "reload", "-c", headOfficeFile().toString());

        say("5. The same request now passes.");
        var passed = get();
        expect(passed.text().startsWith("HTTP/1.1 200 "), "the request is answered with status 200");
        command(seen -> seen.exitCode() == 0 && seen.text().contains("takes this proxy's log-in by ntlm"), "doctor", "-c", branchFile().toString());
        say("All went as told. `catena help 12201` has the other five causes.");
    }

    private Path branchFile() {
        return folder.resolve("branch.yaml");
    }

    private Path headOfficeFile() {
        return folder.resolve("head-office.yaml");
    }

    /** An account for the branch, made as a person makes it, with a password nobody knows. */
    private void writeAccounts() throws IOException, OtherwiseThanTold {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        var secret = folder.resolve("password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, password);
        var typed = new Surroundings(new ByteArrayInputStream((password + "\n").getBytes(StandardCharsets.UTF_8)), folder, folder, surroundings.password());
        var seen = typed(typed, "passwd", "--file", folder.resolve("accounts").toString(), "--ntlm", "--stdin", USER);
        expect(seen.exitCode() == 0, "the account is made: " + seen.text());
    }

    private void writeHeadOffice(String schemes) throws IOException {
        Files.writeString(headOfficeFile(), """
            version: 1
            name: head-office
            listeners: [{name: clients, address: '127.0.0.1:%d', schemes: [%s]}]
            identity: {accounts: 'file:%s'}
            console: {address: '127.0.0.1:%d'}
            """.formatted(headOfficePort, schemes, folder.resolve("accounts"), headOfficeConsole));
    }

    private void writeBranch() throws IOException {
        Files.writeString(branchFile(), """
            version: 1
            name: branch
            listeners: [{name: clients, address: '127.0.0.1:%d'}]
            upstreams:
              - name: head-office
                members: ['127.0.0.1:%d']
                credentials: {user: %s, password: 'file:%s', schemes: [ntlm]}
            routes: [{name: everything, match: any, to: head-office}]
            console: {address: '127.0.0.1:%d'}
            """.formatted(branchPort, headOfficePort, USER, folder.resolve("password"), branchConsole));
    }

    private void show(Path file) throws IOException {
        out.println("$ cat " + file);
        Files.readString(file).lines().forEach(line -> out.println("  " + line));
        out.println();
    }

    private void say(String sentence) {
        out.println(sentence);
        out.println();
        out.flush();
    }

    /** Types a command, shows it and what it prints. */
    private void command(Predicate<Seen> asTold, String... arguments) throws OtherwiseThanTold {
        out.println("$ catena " + String.join(" ", arguments));
        var seen = typed(new Surroundings(surroundings.in(), folder, folder, surroundings.password()), arguments);
        seen.text().lines().forEach(line -> out.println("  " + line));
        out.printf("  (exit code %d)%n%n", seen.exitCode());
        out.flush();
        expect(asTold.test(seen), "`catena %s` says what it should".formatted(arguments[0]));
    }

    private static Seen typed(Surroundings surroundings, String... arguments) {
        var text = new StringWriter();
        var writer = new PrintWriter(text, true);
        int code = Catena.commandLine(surroundings).setOut(writer).setErr(writer).execute(arguments);
        return new Seen(code, text.toString());
    }

    /** What `curl -i` does: the bytes of the answer, as they come. */
    private Seen get() throws IOException {
        var url = "http://127.0.0.1:%d/".formatted(origin.getAddress().getPort());
        out.println("$ curl -i -x http://127.0.0.1:%d %s".formatted(branchPort, url));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), branchPort)) {
            socket.setSoTimeout((int) REQUEST_MAX.toMillis());
            socket.getOutputStream().write("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\nConnection: close\r\n\r\n"
                .formatted(url, origin.getAddress().getPort()).getBytes(StandardCharsets.US_ASCII));
            var text = new String(socket.getInputStream().readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            text.lines().forEach(line -> out.println("  " + line));
            out.println();
            out.flush();
            return new Seen(0, text);
        }
    }

    private static String requestId(String answer) throws OtherwiseThanTold {
        return answer.lines().filter(line -> line.startsWith("Catena-Request-Id: ")).map(line -> line.substring(line.indexOf(' ') + 1)).findFirst()
            .orElseThrow(() -> new OtherwiseThanTold("the answer has a request id"));
    }

    private static void expect(boolean happened, String what) throws OtherwiseThanTold {
        if (!happened) throw new OtherwiseThanTold("expected that " + what);
    }

    @Override
    public void close() throws IOException {
        if (branch != null) branch.close();
        if (headOffice != null) headOffice.close();
        origin.stop(0);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
