// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import dev.catena.cache.Subject;
import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.Membership;
import dev.catena.array.Quorum;
import dev.catena.array.WriteOutcome;
import dev.catena.cache.Cache;
import dev.catena.cache.CacheSettings;
import dev.catena.doctor.Check;
import dev.catena.exchange.Explanation;
import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Warming;
import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.Metrics;
import dev.catena.observe.MetricsPage;
import dev.catena.observe.Recent;
import dev.catena.settings.HostPort;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.store.MemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ConsoleTest {
    private static final ConsoleSettings ANY_PORT = new ConsoleSettings(true, new HostPort("127.0.0.1", 0));

    private final Server server = new Server();
    private final Recent recent = new Recent();
    private Console console;

    /** A server that is what the test says. */
    private static final class Server implements Administered {
        volatile Readiness readiness = new Readiness.Ready();
        volatile ReloadOutcome outcome = new ReloadOutcome.Applied(2, List.of("cache.memory: 256MiB -> 1GiB"));
        volatile StatusReport.LastReload lastReload;
        volatile int reloads;
        final MemoryStore store = new MemoryStore(1 << 20);
        final Cache cache = new Cache(((Reading.Usable<CacheSettings>) SettingsReader.of(CacheSettings.class).read("test", "", List.of())).value(), store,
            InstantSource.fixed(Instant.EPOCH));

        @Override
        public StatusReport status() {
            return new StatusReport("branch-<7>", "0.1.0", 4711, Duration.ofSeconds(90), "/etc/catena/catena.yaml", 1,
                List.of(new StatusReport.Listener("clients", new InetSocketAddress(InetAddress.ofLiteral("::1"), 3128), 3)),
                List.of(new StatusReport.Member("hq", "hq1:8080", false, Instant.EPOCH, "refused <the> connection", "wants ntlm, negotiate")),
                new StatusReport.Cache(1000, 268435456, 2, 5, 7, List.of()), new StatusReport.Open(3, 2, 1, 1), lastReload);
        }

        @Override
        public Readiness readiness() {
            return readiness;
        }

        @Override
        public ReloadOutcome reload() {
            reloads++;
            return outcome;
        }

        @Override
        public Explanation explain(Hypothesis hypothesis) {
            return new Explanation(hypothesis.question("clients").request().rawTarget(),
                List.of(new Explanation.Point("end", "", "for " + hypothesis.as() + " of " + hypothesis.groups(), List.of())), false);
        }

        @Override
        public CacheReport cacheReport() {
            return new CacheReport(List.of(new CacheReport.Tier("memory", 1000, 2000, 3, 4, 5)), Map.of(CacheResult.HIT, 6L, CacheResult.MISS, 2L), 200, 50, 7, 0);
        }

        @Override
        public Cache cache() {
            return cache;
        }

        @Override
        public List<FieldName> targets(String listener) {
            return List.of();
        }

        @Override
        public Warming.Result warm(String listener, RequestHead request, Duration within) {
            return new Warming.Result(Warming.Outcome.STORED, 200, 5, "");
        }

        @Override
        public List<Acknowledgement> purge(String kind, String text) {
            int gone = kind.equals("url") ? cache().stock().purge(text) : cache().stock().purge(Subject.of(kind, text));
            return List.of(new Acknowledgement("", true, gone, ""));
        }

        @Override
        public Optional<Membership> array() {
            return Optional.empty();
        }

        @Override
        public List<Acknowledgement> drain(HostPort member, boolean drained) {
            return List.of();
        }

        @Override
        public Agreed agreed() {
            return Agreed.NOTHING;
        }

        @Override
        public Optional<Quorum> quorum() {
            return Optional.empty();
        }

        @Override
        public SharedWrite putShared(long read, String text, boolean trial) {
            return new SharedWrite.Foreseen(List.of());
        }

        @Override
        public WriteOutcome admit(String id, boolean admit) {
            return new WriteOutcome.NoMajority("no array");
        }

        @Override
        public List<Check> examine(Rehearsal.Extent extent) {
            return List.of(new Check("upstream", extent.name(), new Check.Result.Failing("12201/rejected", "no", "yes"), List.of("a")));
        }
    }

    @BeforeEach
    void start() throws IOException {
        console = Console.start(ANY_PORT, server, new MetricsPage(new Metrics()), recent).orElseThrow();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void the_status_is_json() throws IOException {
        assertThat(body(get("/api/v1/status"))).isEqualTo("""
            {"name":"branch-<7>","version":"0.1.0","pid":4711,"uptime_seconds":90,"settings_file":"/etc/catena/catena.yaml",\
            "generation":1,"ready":true,"not_ready_reason":null,\
            "listeners":[{"name":"clients","address":"[0:0:0:0:0:0:0:1]:3128","open_connections":3}],\
            "upstream_members":[{"upstream":"hq","member":"hq1:8080","up":false,"since":"1970-01-01T00:00:00Z",\
            "cause":"refused <the> connection","expects":"wants ntlm, negotiate"}],\
            "cache":{"bytes":1000,"limit":268435456,"objects":2,"hits":5,"misses":7,"disk":[]},\
            "open":{"client_connections":3,"origin_connections":2,"exchanges":1,"tunnels":1},"last_reload":null}
            """);
        server.lastReload = new StatusReport.LastReload(Instant.parse("2026-11-22T09:00:00Z"), false, List.of("line 3: no"));
        assertThat(body(get("/api/v1/status"))).endsWith(
            "\"last_reload\":{\"time\":\"2026-11-22T09:00:00Z\",\"outcome\":\"rejected\",\"faults\":[\"line 3: no\"]}}\n");
    }

    @Test
    void an_explanation_is_asked_for_by_query_and_a_wrong_question_is_a_problem() throws IOException {
        assertThat(body(get("/api/v1/explain?url=http://a.test/%3Fb&as=CORP%5Calice&group=x&group=y"))).isEqualTo("""
            {"request":"http://a.test/?b","refused":false,"points":[{"step":"end","by":null,"sentence":"for CORP\\\\alice of [x, y]","details":[]}]}
            """);
        assertThat(get("/api/v1/explain?url=ftp://a.test/")).startsWith("HTTP/1.1 400 ").contains("is not a scheme that a proxy is asked for");
        assertThat(get("/api/v1/explain")).startsWith("HTTP/1.1 400 ").contains("there is no URL");
        assertThat(get("/api/v1/explain?url=http://alice:secret@a.test/")).startsWith("HTTP/1.1 400 ").doesNotContain("secret");
    }

    @Test
    void a_report_is_a_command_and_an_exchange_is_found_by_its_id() throws IOException {
        assertThat(get("/api/v1/doctor")).startsWith("HTTP/1.1 405 ");
        recent.read(new ExchangeRecord("7f3a-1", "clients", new InetSocketAddress(InetAddress.getLoopbackAddress(), 5), 0, 0));
        assertThat(body(get("/api/v1/requests/7f3a-1"))).startsWith("{\"ts\":").contains("\"id\":\"7f3a-1\"");
        assertThat(get("/api/v1/requests/7f3a-2")).startsWith("HTTP/1.1 404 ").contains("access log");
    }

    @Test
    void the_cache_is_shown_and_purged_by_command_only() throws IOException {
        assertThat(body(get("/api/v1/cache"))).isEqualTo("""
            {"tiers":[{"tier":"memory","bytes":1000,"limit":2000,"objects":3,"evictions":4,"rejected":5}],"requests":{"hit":6,"miss":2},\
            "hit_ratio":"75.0%","byte_hit_ratio":"25.0%","bytes_sent":200,"bytes_from_cache":50,"purged":7,"under_way":0}
            """);
        assertThat(body(get("/api/v1/cache/entries?all=yes"))).isEqualTo("{\"entries\":[],\"more\":false}\n");
        assertThat(get("/api/v1/cache/entries?all=yes&limit=0")).startsWith("HTTP/1.1 400 ");
        assertThat(get("/api/v1/cache/entries")).startsWith("HTTP/1.1 400 ").contains("say one of");
        assertThat(get("/api/v1/cache/explain?url=http://a.test/&header=A:%0Ab")).startsWith("HTTP/1.1 400 ");
        assertThat(get("/api/v1/cache/other")).startsWith("HTTP/1.1 404 ").contains("/api/v1/cache/entries");
        assertThat(get("/api/v1/cache/purge?all=yes")).startsWith("HTTP/1.1 405 ");
        assertThat(said("POST /api/v1/cache/purge?all=yes HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0")).startsWith("HTTP/1.1 403 ");
        assertThat(said("POST /api/v1/cache/purge?all=yes HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "X-Catena-Command: 1", "Origin: http://evil.example"))
            .startsWith("HTTP/1.1 403 ");
        assertThat(body(said("POST /api/v1/cache/purge?all=yes HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "X-Catena-Command: 1")))
            .isEqualTo("{\"purged\":0}\n");
    }

    @Test
    void readiness_says_why_not() throws IOException {
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 ").endsWith("ready\n");
        server.readiness = new Readiness.NotReady("draining: 3 exchanges are open");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("not ready: draining: 3 exchanges are open\n");
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("ok\n");
    }

    @Test
    void a_reload_tells_what_changed_or_what_is_wrong() throws IOException {
        assertThat(body(reload())).isEqualTo("{\"outcome\":\"applied\",\"generation\":2,\"changes\":[\"cache.memory: 256MiB -> 1GiB\"]}\n");
        server.outcome = new ReloadOutcome.Rejected(List.of("catena.yaml:3:5: no"));
        assertThat(reload()).startsWith("HTTP/1.1 422 ").containsIgnoringCase("content-type: application/problem+json").endsWith("\"faults\":[\"catena.yaml:3:5: no\"]}\n");
        assertThat(server.reloads).isEqualTo(2);
    }

    @Test
    void a_page_in_a_browser_cannot_reload() throws IOException {
        assertThat(said("POST /api/v1/reload HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0")).startsWith("HTTP/1.1 403 ");
        assertThat(said("POST /api/v1/reload HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "X-Catena-Command: reload", "Origin: http://evil.example"))
            .startsWith("HTTP/1.1 403 ");
        assertThat(said("POST /api/v1/reload HTTP/1.1", "Host: evil.example", "Content-Length: 0", "X-Catena-Command: reload"))
            .startsWith("HTTP/1.1 421 ").containsIgnoringCase("content-type: application/problem+json");
        assertThat(server.reloads).isZero();
    }

    @Test
    void a_client_that_takes_it_for_the_proxy_is_told() throws IOException {
        assertThat(said("GET http://example.test/ HTTP/1.1", "Host: example.test")).startsWith("HTTP/1.1 421 ").contains("use a listener's address");
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "POST, /metrics", "DELETE, /api/v1/status", "OPTIONS, /healthz", "GET, /api/v1/reload", "HEAD, /api/v1/reload"})
    void other_methods_are_named_in_allow(String method, String path) throws IOException {
        assertThat(said(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1", "X-Catena-Command: x", "Content-Length: 0"))
            .startsWith("HTTP/1.1 405 ").containsIgnoringCase("allow: " + (path.endsWith("reload") ? "POST" : "GET, HEAD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/metrics/", "/api/v1", "/%2e%2e/etc/passwd", "/healthz/../x"})
    void what_is_not_there_is_not_found(String path) throws IOException {
        assertThat(get(path)).startsWith("HTTP/1.1 404 ").containsIgnoringCase("content-type: application/problem+json");
    }

    @Test
    void a_head_has_the_length_and_no_body() throws IOException {
        assertThat(said("HEAD /healthz HTTP/1.1", "Host: 127.0.0.1")).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-length: 3").endsWith("\r\n\r\n");
    }

    @Test
    void metrics_are_negotiated() throws IOException {
        assertThat(get("/metrics")).containsIgnoringCase("content-type: text/plain; version=0.0.4");
        assertThat(said("GET /metrics HTTP/1.1", "Host: 127.0.0.1", "Accept: application/openmetrics-text;version=1.0.0"))
            .containsIgnoringCase("content-type: application/openmetrics-text").endsWith("# EOF\n");
    }

    @Test
    void recent_requests_are_shown_without_becoming_markup() throws IOException {
        var exchange = new ExchangeRecord("1", "clients", new InetSocketAddress(InetAddress.ofLiteral("10.0.0.5"), 1), 0, 0);
        exchange.method = "GET";
        exchange.target = "http://a/<script>alert('1')</script>?secret";
        recent.read(exchange);
        assertThat(body(get("/api/v1/requests"))).startsWith("{\"requests\":[{\"ts\":\"1970-01-01T00:00:00.000Z\",\"id\":\"1\"").doesNotContain("secret");
        assertThat(get("/")).startsWith("HTTP/1.1 200 ").contains("branch-&lt;7&gt;", "&lt;script&gt;alert(&#39;1&#39;)", "00:00:00", "256MiB", "up 1m30s")
            .doesNotContain("<script", "secret").containsIgnoringCase("content-security-policy: default-src 'none'");
    }

    @Test
    void a_mistake_of_the_server_is_a_500_without_its_details() throws IOException {
        server.readiness = null;
        assertThat(get("/readyz")).startsWith("HTTP/1.1 500 ").contains("The proxy made a mistake").doesNotContain("Exception");
    }

    @Test
    void without_a_console_nothing_listens() throws IOException {
        assertThat(Console.start(ConsoleSettings.off(), server, new MetricsPage(new Metrics()), recent)).isEmpty();
    }

    @Test
    void an_address_in_use_is_said_with_a_remedy() {
        var taken = new ConsoleSettings(true, new HostPort("127.0.0.1", console.address().getPort()));
        assertThatThrownBy(() -> Console.start(taken, server, new MetricsPage(new Metrics()), recent)).isInstanceOf(IOException.class)
            .hasMessageContaining("the console cannot listen on 127.0.0.1:" + console.address().getPort()).hasMessageContaining("console.address");
    }

    private String reload() throws IOException {
        return said("POST /api/v1/reload HTTP/1.1", "Host: localhost", "X-Catena-Command: reload", "Content-Length: 0");
    }

    private String get(String path) throws IOException {
        return said("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + console.address().getPort());
    }

    private String said(String... head) throws IOException {
        try (var socket = new Socket(console.address().getAddress(), console.address().getPort())) {
            socket.getOutputStream().write((String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String body(String response) {
        assertThat(response).startsWith("HTTP/1.1 200 ");
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }
}
