// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catena.base.ByteText;
import dev.catena.http.RefusalCode;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.ExchangeRecord.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Has a real Squid log some exchanges, and expects our lines for the same exchanges to be the same bytes. */
@Timeout(60)
class SquidComparisonTest {
    /** What differs from run to run: the time of the end, how long it took, and the bytes sent. */
    private static final Pattern LINE = Pattern.compile("(\\d+\\.\\d{3}) +(\\d+) \\S+ \\S+/\\d+ (\\d+) .*");

    private final SquidLine format = new SquidLine(QueryText.REDACT);
    private final List<ExchangeRecord> expected = new ArrayList<>();
    private HttpServer origin;
    private String base;
    private RealSquid squid;

    @BeforeEach
    void start() throws IOException {
        var binary = RealSquid.binary();
        if (binary.isEmpty() && "true".equals(System.getenv("CI"))) fail("squid is not installed: apt-get install squid");
        Assumptions.assumeTrue(binary.isPresent(), "squid is not installed");
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", this::serve);
        origin.start();
        base = "http://127.0.0.1:" + origin.getAddress().getPort();
        squid = new RealSquid(binary.get());
    }

    @AfterEach
    void stop() throws IOException {
        if (squid != null) squid.close();
        if (origin != null) origin.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var fields = exchange.getResponseHeaders();
        fields.set("Cache-Control", path.equals("/fresh") ? "max-age=1000" : "max-age=0, must-revalidate");
        fields.set("Last-Modified", "Sat, 01 Jan 2022 00:00:00 GMT");
        boolean holds = path.equals("/holds") && exchange.getRequestHeaders().containsKey("If-Modified-Since");
        if (!path.equals("/untyped")) fields.set("Content-Type", "text/html; charset=utf-8");
        boolean bodiless = holds || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(holds ? 304 : 200, bodiless ? -1 : 5);
        if (!bodiless) exchange.getResponseBody().write("hello".getBytes(ISO_8859_1));
        exchange.close();
    }

    @Test
    void our_lines_are_the_same_bytes() throws IOException {
        asked("GET", base + "/fresh", _ -> {});
        asked("GET", base + "/fresh", e -> fromCache(e, 200));
        asked("GET", base + "/fresh", e -> {
            fromCache(e, 304);
            e.contentType = "text/html";
        }, "If-Modified-Since: Sat, 01 Jan 2022 00:00:00 GMT");
        asked("GET", base + "/holds", _ -> {});
        asked("GET", base + "/holds", e -> e.cache = CacheResult.REVALIDATED);
        asked("GET", base + "/changes", _ -> {});
        asked("GET", base + "/changes", e -> e.cacheReason = "stale");
        asked("GET", base + "/untyped", e -> e.contentType = "");
        asked("GET", base + "/query?a=b&c", _ -> {});
        asked("GET", base + "/?", _ -> {});
        asked("GET", base.replace("//", "//user:secret@") + "/user", _ -> {});
        asked("GET", base + "/tilde~'();,%41%c3%a9", _ -> {});
        asked("HEAD", base + "/head", _ -> {});
        asked("POST", base + "/post", e -> e.cache = CacheResult.BYPASS, "Content-Length: 0");
        asked("BREW", base + "/pot", e -> e.cache = CacheResult.BYPASS);
        asked("GET", "http://denied.test/", e -> refused(e, RefusalCode.POLICY_DENIED, 403));
        asked("GET", "http://127.0.0.1:1/", e -> {
            refused(e, RefusalCode.CONNECTION_REFUSED, 503);
            e.peer = Exchanges.address("127.0.0.1", 1);
        });
        asked("CONNECT", base.substring("http://".length()), SquidComparisonTest::tunnel);
        asked("CONNECT", "127.0.0.1:25", e -> {
            tunnel(e);
            refused(e, RefusalCode.CONNECT_PORT, 403);
        });
        said("garbage", e -> {
            e.method = "garbage";
            refused(e, RefusalCode.REQUEST_MALFORMED, 400);
        });
        var lines = squid.lines(expected.size());
        for (int i = 0; i < expected.size(); i++) assertThat(ours(expected.get(i), lines.get(i))).isEqualTo(lines.get(i) + "\n");
    }

    /** Asks Squid, and notes what our record of the same exchange would be; one after the other, as the log's order is that of the ends. */
    private void asked(String method, String target, Consumer<ExchangeRecord> difference, String... fields) throws IOException {
        var head = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: " + target.replaceAll("http://([^@/]*@)?|/.*", ""), "Connection: close"));
        head.addAll(List.of(fields));
        said(String.join("\r\n", head), e -> {
            e.method = method;
            e.target = target;
            difference.accept(e);
        });
    }

    private void said(String head, Consumer<ExchangeRecord> difference) throws IOException {
        squid.said(head);
        expected.add(Exchanges.fetched(e -> {
            e.target = "";
            e.peer = Exchanges.address("127.0.0.1", 80);
            difference.accept(e);
        }));
        squid.lines(expected.size());
    }

    private String ours(ExchangeRecord exchange, String squids) {
        var line = LINE.matcher(squids);
        assertThat(line.matches()).as(squids).isTrue();
        long tookMillis = Long.parseLong(line.group(2));
        long endMillis = new BigDecimal(line.group(1)).movePointRight(3).longValueExact();
        var timed = new ExchangeRecord("1", "clients", Exchanges.address("127.0.0.1", 1), endMillis - tookMillis, 0);
        timed.endNanos = tookMillis * 1_000_000;
        timed.bytesToClient = Long.parseLong(line.group(3));
        timed.kind = exchange.kind;
        timed.method = exchange.method;
        timed.target = exchange.target;
        timed.destination = exchange.destination;
        timed.cache = exchange.cache;
        timed.cacheReason = exchange.cacheReason;
        timed.status = exchange.status;
        timed.refusal = exchange.refusal;
        timed.peer = exchange.peer;
        timed.route = exchange.route;
        timed.contentType = exchange.contentType;
        var text = new ByteText();
        format.write(timed, text);
        return new String(text.toBytes(), ISO_8859_1);
    }

    private static void fromCache(ExchangeRecord exchange, int status) {
        exchange.cache = CacheResult.HIT;
        exchange.status = status;
        exchange.peer = null;
    }

    private static void tunnel(ExchangeRecord exchange) {
        exchange.kind = Kind.TUNNEL;
        exchange.contentType = "";
    }

    private static void refused(ExchangeRecord exchange, RefusalCode code, int status) {
        exchange.refusal = code.number();
        exchange.status = status;
        exchange.contentType = "text/html";
        exchange.peer = null;
    }
}
