// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.server.ProxyServer;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ExplainingCommandsTest {
    private static final String SECRET = "Sesam-0pen!";

    @TempDir
    Path folder;

    private int port;
    private int console;

    @BeforeEach
    void settings() throws IOException {
        port = freePort();
        console = freePort();
        Files.writeString(folder.resolve("secret"), SECRET);
        Files.writeString(folder.resolve("catena.yaml"), """
            version: 1
            name: branch
            listeners: [{name: staff, address: '127.0.0.1:%d', schemes: [anonymous, ntlm]}]
            identity: {accounts: 'file:%s'}
            upstreams:
              - {name: hq, members: ['127.0.0.1:9', '127.0.0.2:9'], select: rendezvous,
                 credentials: {user: 'CORP\\branch7', password: 'file:%s', schemes: [ntlm]}}
            routes:
              - {name: inside, match: {host: ["*.corp.example"]}, to: direct}
              - {name: outside, match: any, to: hq}
            policy:
              - {name: metadata, match: {host: [metadata.example]}, do: deny, say: Never}
              - {name: finance, match: {host: [pay.example]}, do: report}
              - {name: staff, match: {user: [bob]}, do: allow}
              - {name: public, match: {host: ["*.corp.example", outside.example, 127.0.0.1]}, do: allow}
            console: {address: '127.0.0.1:%d'}
            log: [{format: json, to: '%s'}]
            """.formatted(port, folder.resolve("accounts"), folder.resolve("secret"), console, folder.resolve("access.log")));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Typed.Result type(String... arguments) {
        var result = Typed.in(folder).run(arguments);
        assertThat(result.out() + result.err()).as("safe to paste").doesNotContain(SECRET);
        return result;
    }

    private ProxyServer run() throws IOException {
        return ProxyServer.start(folder.resolve("catena.yaml"), List.of(), InstantSource.system());
    }

    /** Asks the proxy for a URL and returns its answer. */
    private String asked(String url) throws IOException {
        return asked("GET", url);
    }

    private String asked(String method, String url) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(method, url).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String requestId(String answer) {
        return answer.lines().filter(line -> line.startsWith("Catena-Request-Id: ")).findFirst().orElseThrow().substring("Catena-Request-Id: ".length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 | http://www.corp.example/           | ''    | `public` allows it; `inside` leads to direct; it would go to www.corp.example:80 directly",
        "0 | http://outside.example/            | ''    | `inside` differs in host; `outside` leads to hq; , score ; it is not known yet what it wants; through hq",
        "0 | https://outside.example/           | ''    | CONNECT outside.example:443; through hq",
        "1 | http://metadata.example/latest     | alice | `metadata` (deny) matches; it would be refused: 12202 policy-denied",
        "0 | http://other.example/              | ''    | `staff` (allow) differs in user; it would be answered with 407",
        "0 | http://pay.example/                | bob         | `finance` (report) matches; `staff` allows it; through hq",
        "1 | outside.example:25                 | ''    | it would be refused: 12204 connect-port",
        "1 | http://other.example/              | alice | alice, if the log-in succeeds; policy: no rule matched",
        "1 | http://127.0.0.1:1/                | ''    | leads to hq",
    })
    void explain_goes_through_the_life_of_a_request(int exitCode, String url, String who, String told) throws IOException {
        var arguments = new ArrayList<>(List.of("explain", url));
        if (!who.isEmpty()) arguments.addAll(List.of("--as", who));
        if (url.contains("127.0.0.1")) arguments.addAll(List.of("--set", "routes.outside.to=direct", "--set", "upstreams=[]", "--from", "10.0.0.5"));
        var expected = url.contains("127.0.0.1") ? "destination-prohibited" : told;

        var alone = type(arguments.toArray(String[]::new));
        assertThat(alone.err()).contains("explained from the settings alone");
        assertThat(alone.out()).contains(expected.split("; "));
        assertThat(alone.exitCode()).isEqualTo(exitCode);

        if (url.contains("127.0.0.1")) return;
        try (var _ = run()) {
            var asked = type(arguments.toArray(String[]::new));
            assertThat(asked.err()).isEmpty();
            assertThat(asked.out()).isEqualTo(alone.out());
            assertThat(asked.exitCode()).isEqualTo(exitCode);
        }
    }

    @Test
    void explain_uses_what_the_running_proxy_knows_and_changes_nothing() throws IOException {
        try (var proxy = run()) {
            var open = proxy.openings();
            assertThat(asked("http://outside.example/")).contains("12622").startsWith("HTTP/1.1 502 ");
            for (int i = 0; i < 3; i++) assertThat(asked("http://outside.example/")).startsWith("HTTP/1.1 50");
            assertThat(type("explain", "http://outside.example/").out()).contains("is down", "refused the connection", "upstream-unavailable", "start one of them");
            for (int i = 0; i < 20; i++) type("explain", "http://www.corp.example/");
            assertThat(proxy.openings()).isEqualTo(open);
        }
    }

    /** What is foretold comes true: refused with the same number, asked to log in, or sent where it was said. */
    @Property(tries = 40)
    void an_explanation_comes_true(Cases cases) throws IOException {
        var url = "http://%s/%s".formatted(cases.oneOf("www.corp.example", "outside.example", "metadata.example", "other.example", "127.0.0.1:1", "pay.example"),
            cases.oneOf("", "a", "b?c=d"));
        var method = cases.oneOf("GET", "HEAD", "POST", "TRACE");
        settings();
        try (var _ = run()) {
            var foretold = type("explain", url, "--method", method).out();
            var answer = asked(method, url);
            var end = foretold.lines().filter(line -> line.startsWith("  end ")).findFirst().orElseThrow();
            if (answer.startsWith("HTTP/1.1 407 ")) assertThat(end).contains("407");
            else if (end.contains("it would be refused: ")) assertThat(answer).contains(end.replaceAll(".*refused: (\\d+).*", "refused $1"));
            else if (end.contains("through hq")) assertThat(type("why", requestId(answer)).out()).contains("through upstream `hq`");
            else assertThat(type("why", requestId(answer)).out()).contains("direct to");
        }
    }

    @ParameterizedTest
    @CsvSource({"ftp://a.test/, is not a scheme", "http://alice:Sesam-0pen!@a.test/, the URL has a user", "nonsense, host:port", "http://, not a URL",
        "http://a.test/ b, blank"})
    void explain_refuses_what_no_client_sends(String url, String told) throws IOException {
        assertThat(type("explain", url).exitCode()).isEqualTo(2);
        assertThat(type("explain", url).err()).contains(told);
        try (var _ = run()) {
            assertThat(type("explain", url).exitCode()).isEqualTo(2);
            assertThat(type("explain", url).err()).contains(told);
        }
    }

    @Test
    void explain_prints_json_and_names_unknown_listeners() {
        assertThat(type("explain", "--json", "http://www.corp.example/?token=" + SECRET).out()).startsWith("{\"request\":\"GET http://www.corp.example/?…\"");
        var result = type("explain", "http://a.test/", "--listener", "guests");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("there is no listener 'guests'; there are staff");
        assertThat(type("explain", "http://a.test/", "--from", "somewhere").err()).contains("'somewhere' is not an IP address");
    }

    @Test
    void doctor_looks_itself_where_no_proxy_runs() {
        var result = type("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("ok    settings ", "WARN  proxy     console: nobody answers at 127.0.0.1:" + console,
            "FAIL  file      accounts: ", "ok    listener  staff: could listen on 127.0.0.1:" + port, "ok    file      password of hq: it is there",
            "FAIL  upstream  hq (127.0.0.1:9): 12622 connection-refused", "what helps: ", "we have: CORP\\branch7 by ntlm", " checks: 3 failed, ");
        assertThat(type("doctor", "--json").out()).startsWith("{\"failures\":3,").contains("\"reference\":\"12622 connection-refused\"");
        assertThat(type("doctor", "--running").exitCode()).isEqualTo(3);
    }

    @Test
    void doctor_asks_the_proxy_that_runs_with_the_same_file_only() throws IOException {
        try (var _ = run()) {
            assertThat(type("doctor").out()).contains("ok    proxy     branch: runs: version ", "ok    listener  staff: takes connections on");
            var other = Files.copy(folder.resolve("catena.yaml"), folder.resolve("other.yaml"));
            assertThat(type("doctor", "-c", other.toString()).out()).contains("runs with other settings: " + folder.resolve("catena.yaml"),
                "FAIL  listener  staff: could not listen on");
        }
    }

    @Test
    void doctor_reports_faulty_settings_and_missing_secrets() throws IOException {
        Files.delete(folder.resolve("secret"));
        var missing = type("doctor");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out()).contains("FAIL  proxy     start: it could not start", "FAIL  file      password of hq: the secret cannot be read: there is no file");

        Files.writeString(folder.resolve("catena.yaml"), "cache: {memroy: 1GiB}\n");
        var faulty = type("doctor");
        assertThat(faulty.exitCode()).isEqualTo(1);
        assertThat(faulty.out()).contains("FAIL  settings  cache.memroy: ", "memory");
    }

    @Test
    void why_tells_the_story_from_the_running_proxy_and_later_from_its_log() throws IOException {
        String id;
        try (var _ = run()) {
            id = requestId(asked("http://outside.example/page?token=" + SECRET));
            var told = type("why", id);
            assertThat(told.exitCode()).isZero();
            assertThat(told.out()).contains("Request " + id, "GET http://outside.example/page?…", "rule `public`: allow",
                "`outside` through upstream `hq`", "12622 connection-refused, status 502", "helps    check that the server runs", "catena help 12622", "took ");
        }
        assertThat(type("why", id).out()).as("from the access log").contains("Request " + id, "12622 connection-refused");
        Files.move(folder.resolve("access.log"), folder.resolve("access.log.1"));
        assertThat(type("why", id, "--json").out()).as("from a rotated one").startsWith("{\"ts\":").contains(id);
        assertThat(type("why", "0-0").exitCode()).isEqualTo(1);
        Files.delete(folder.resolve("access.log.1"));
        assertThat(type("why", id).exitCode()).isEqualTo(3);
        assertThat(type("why", "no/id").exitCode()).isEqualTo(2);
    }

    @Test
    void a_line_is_found_wherever_it_is_in_a_log_of_many_blocks() throws IOException {
        var log = folder.resolve("big.log");
        var line = "{\"ts\":\"2026-11-22T09:12:13.123Z\",\"id\":\"a-%d\",\"method\":\"GET\",\"url\":\"http://x/%s\"}\n";
        try (var writer = Files.newBufferedWriter(log)) {
            for (int i = 0; i < 9000; i++) writer.write(line.formatted(i, "ä".repeat(i % 400)));
        }
        assertThat(Files.size(log)).isGreaterThan(3 * 1024 * 1024);
        for (int i = 0; i < 9000; i += i % 7 + 97) {
            assertThat(LogSearch.find(log, "a-" + i)).hasValue(line.formatted(i, "ä".repeat(i % 400)).strip());
        }
        assertThat(LogSearch.find(log, "a-9000")).isEmpty();
    }

    @Test
    void what_a_log_says_cannot_command_a_terminal() throws IOException {
        Files.writeString(folder.resolve("access.log"), "{\"ts\":\"x\",\"id\":\"a-1\",\"method\":\"GET\",\"url\":\"http://x/\\u001b[2J\\u009b\",\"client\":\"c\"}\n");
        assertThat(type("why", "a-1").out()).contains("http://x/").doesNotContain("\u001b", "\u009b");
    }

    @Test
    void top_counts_what_ended() throws IOException {
        try (var _ = run()) {
            for (int i = 0; i < 3; i++) asked("http://metadata.example/");
            var result = type("top", "--count", "2", "--interval", "1");
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("branch, up ", "last 3 exchanges", "client        3  127.0.0.1", "0 exchanges in 1 s");
            assertThat(type("top", "--json").out()).startsWith("{\"requests\":[");
        }
        assertThat(type("top").exitCode()).isEqualTo(3);
    }
}
