// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Ending;
import dev.catena.testkit.Gate;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Request;
import dev.catena.testkit.WireText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** More than one message on a connection, messages in pieces, and answers that come when nobody expects them. */
class ConversationsTest {
    private static final String NO_CACHE = "cache: {memory: 0B}";
    private static final Duration QUIET = Duration.ofMillis(100);

    private static void answerWithPath(OriginExchange exchange) throws IOException {
        exchange.readBody();
        exchange.answer("< 200 OK\n<\n< " + exchange.request().target());
    }

    private static String get(String path) {
        return "GET http://origin.test" + path + " HTTP/1.1\nHost: origin.test\n\n";
    }

    private static String post(String path, String fields, String body) {
        return "POST http://origin.test" + path + " HTTP/1.1\nHost: origin.test\n" + fields + "\n\n" + body;
    }

    @Scenario
    void pipelined_requests_are_answered_in_their_order(Stage stage) {
        stage.origin("origin.test", ConversationsTest::answerWithPath);
        var client = stage.proxy(NO_CACHE).raw();
        client.send(get("/1") + post("/2", "Content-Length: 3", "abc") + get("/3") + post("/4", "Transfer-Encoding: chunked", "3\nabc\n0\n\n")
            + "TRACE http://origin.test/ HTTP/1.1\nHost: origin.test\n\n" + get("/6"));
        for (var path : new String[] {"/1", "/2", "/3", "/4"}) assertThat(client.response().text()).isEqualTo(path);
        assertThat(client.response().status()).isEqualTo(405);
        assertThat(client.response().text()).isEqualTo("/6");
        assertThat(client.probe(QUIET)).isEqualTo(Ending.OPEN);
    }

    @Scenario
    void pipelined_requests_are_answered_although_the_client_has_ended_its_side(Stage stage) {
        stage.origin("origin.test", ConversationsTest::answerWithPath);
        var client = stage.proxy(NO_CACHE).raw();
        client.send(get("/1") + "TRACE http://origin.test/ HTTP/1.1\nHost: origin.test\n\n" + get("/3")).finish();
        assertThat(client.response().text()).isEqualTo("/1");
        assertThat(client.response().status()).isEqualTo(405);
        assertThat(client.response().text()).isEqualTo("/3");
        client.awaitEnding();
    }

    /** More than are sent together, from the cache and from the origin, and the end right behind. */
    @Scenario
    void many_who_ask_at_once_and_end_their_side_get_all_their_answers(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.send(
            "HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: 6\n\n" + exchange.request().target()));
        var proxy = stage.proxy("threads: 1");
        assertThat(proxy.raw().ask(get("/kept1")).text()).isEqualTo("/kept1");
        var clients = Stream.generate(proxy::raw).limit(100).toList();
        for (int i = 0; i < clients.size(); i++) clients.get(i).send(get("/kept1") + get("/a%04d".formatted(i)) + get("/kept1")).finish();
        for (int i = 0; i < clients.size(); i++) {
            for (var path : new String[] {"/kept1", "/a%04d".formatted(i), "/kept1"}) assertThat(clients.get(i).response().text()).isEqualTo(path);
            assertThat(clients.get(i).awaitEnding()).isEqualTo(Ending.CLOSED);
        }
    }

    @Scenario
    void a_bad_request_behind_a_good_one_is_refused_after_its_answer(Stage stage) {
        stage.origin("origin.test", ConversationsTest::answerWithPath);
        var client = stage.proxy(NO_CACHE).raw();
        client.send(get("/1") + "GET http://origin.test/ HTTP/1.1\nHost : origin.test\n\n" + get("/3"));
        assertThat(client.response().text()).isEqualTo("/1");
        assertThat(client.response().status()).isEqualTo(400);
        client.awaitEnding();
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void what_follows_a_body_that_is_shorter_than_it_looks_is_the_next_request(Stage stage) {
        stage.origin("origin.test", ConversationsTest::answerWithPath);
        var client = stage.proxy(NO_CACHE).raw();
        client.send(post("/1", "Content-Length: 4", "GET ") + get("/2") + "GET http://origin.test/3 HTTP/1.1\nHost: origin.test\nContent-Length: 6\n\nGET / " + get("/4"));
        for (var path : new String[] {"/1", "/2", "/3", "/4"}) assertThat(client.response().text()).isEqualTo(path);
    }

    @Scenario
    void a_request_is_the_same_in_whatever_pieces_it_comes(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n<\n< " + new String(exchange.readBody(), StandardCharsets.ISO_8859_1)));
        var proxy = stage.proxy(NO_CACHE);
        byte[] whole = WireText.bytes(proxy.spelled("\n" + post("/", "Transfer-Encoding: chunked", "3;x=y\nabc\n4\ndefg\n0\nT: u\n\n") + get("/")));
        var client = proxy.raw();
        for (int cut = 1; cut < whole.length; cut++) {
            client.send(Arrays.copyOf(whole, cut));
            client.send(Arrays.copyOfRange(whole, cut, whole.length));
            assertThat(client.response("POST").text()).as("cut at %d", cut).isEqualTo("abcdefg");
            assertThat(client.response().text()).isEmpty();
        }
    }

    @Scenario
    void a_response_is_the_same_in_whatever_pieces_it_comes(Stage stage) {
        byte[] whole = WireText.bytes("HTTP/1.1 103 Hints\nLink: x\n\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3;x=y\nabc\n4\ndefg\n0\nT: u\n\n");
        stage.origin("origin.test", exchange -> {
            for (byte b : whole) exchange.send(new byte[] {b});
        });
        var client = stage.proxy(NO_CACHE).raw();
        for (int i = 0; i < 3; i++) {
            var answer = client.ask(get("/"));
            assertThat(answer.text()).isEqualTo("abcdefg");
            assertThat(answer.interim()).hasSize(1);
        }
        assertThat(stage.origin("origin.test").connections()).hasSize(1);
    }

    @Scenario
    void a_request_body_that_breaks_off_is_never_ended_neatly(Stage stage) {
        var ended = new ConcurrentLinkedQueue<Ending>();
        stage.origin("origin.test", exchange -> {
            exchange.readBody();
            ended.add(exchange.body().ending());
        });
        var proxy = stage.proxy(NO_CACHE);
        for (var body : new String[] {"3\nabc\nx\n", "3\nabc\n", "3\nabc\n0\n", "3\nab"}) {
            var client = proxy.raw();
            client.send(post("/", "Transfer-Encoding: chunked", body)).finish();
            var answer = client.response("POST");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("Proxy-Status")).contains("12608 request-body-broken");
            client.awaitEnding();
        }
        var client = proxy.raw();
        client.send(post("/", "Content-Length: 10", "abc")).finish();
        assertThat(client.response("POST").field("Proxy-Status")).contains("12608 request-body-broken");
        var gone = proxy.raw();
        gone.send(post("/gone", "Content-Length: 10", "abc"));
        // a body that is broken from the beginning need not bring its head to the origin, so they are not counted
        Patience.until("the last request at the origin", Patience.USUAL,
            () -> stage.origin("origin.test").requests().stream().anyMatch(request -> request.target().equals("/gone")));
        gone.reset();
        Patience.until("the origin to be told of every cut", Patience.USUAL, () -> ended.size() == stage.origin("origin.test").requestCount());
        assertThat(ended).hasSizeGreaterThanOrEqualTo(1).doesNotContain(Ending.OPEN);
    }

    @Scenario
    void an_early_final_answer_gets_through_while_the_client_still_sends(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 413 Too Much\nContent-Length: 4\nConnection: close\n\nless");
            exchange.close();
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.send(post("/", "Content-Length: 100000000", ""));
        client.send(new byte[300_000]);
        var answer = client.response("POST");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("less");
        client.awaitEnding();
    }

    /** The origin's FIN or RST comes while writes of the body wait for room. What it said before is readable all the same; how close behind it is differs from time to time. */
    @Scenario
    void a_final_answer_gets_through_when_several_writes_fail_at_once(Stage stage) throws InterruptedException {
        var full = new ConcurrentLinkedQueue<Gate>();
        stage.origin("origin.test", exchange -> {
            full.element().pass();
            exchange.answer("< 413 Content Too Large\n< Connection: close\n<\n< less");
        });
        var proxy = stage.proxy(NO_CACHE);
        for (int i = 0; i < 16; i++) {
            var gate = new Gate();
            full.add(gate);
            var client = proxy.raw();
            var sending = Thread.startVirtualThread(() -> sendUntilClosed(client));
            awaitStandstill(client.wire()::sentCount);
            gate.open();
            var answer = client.response("POST");
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("less");
            client.close();
            sending.join();
            full.remove();
        }
    }

    private static void sendUntilClosed(RawClient client) {
        client.send(post("/", "Content-Length: 100000000", ""));
        try {
            client.wire().send(new byte[100_000_000]);
        } catch (IOException _) {
            // the proxy closes when the answer is out
        }
    }

    /** Until nothing has been added for a while. */
    private static void awaitStandstill(LongSupplier count) {
        var last = new AtomicLong(-1);
        var since = new AtomicLong();
        Patience.until("what is sent to come to a standstill", Patience.USUAL, () -> {
            long sent = count.getAsLong();
            if (last.getAndSet(sent) != sent) since.set(System.nanoTime());
            return sent > 0 && System.nanoTime() - since.get() > QUIET.toNanos();
        });
    }

    @Scenario
    void an_expectation_is_passed_on_at_once_and_so_is_its_answer(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().target().equals("/no")) {
                exchange.answer("< 417 No\n< Connection: close");
                exchange.close();
                return;
            }
            exchange.send("HTTP/1.1 100 Continue\n\n");
            answerWithPath(exchange);
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.send(post("/yes", "Content-Length: 3\nExpect: 100-continue", ""));
        assertThat(new String(client.bytes(25), StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.send("abc").response("POST").text()).isEqualTo("/yes");
        client.send(post("/no", "Content-Length: 3\nExpect: 100-continue", ""));
        assertThat(client.response("POST").status()).isEqualTo(417);
        client.awaitEnding();
    }

    @Scenario
    void an_http_1_0_client_gets_no_interim_response_and_no_chunks(Stage stage) {
        stage.origin("origin.test", exchange ->
            exchange.send("HTTP/1.1 103 Hints\n\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n"));
        var client = stage.proxy(NO_CACHE).raw();
        var answer = client.ask("GET http://origin.test/ HTTP/1.0\nConnection: keep-alive\n\n");
        assertThat(answer.interim()).isEmpty();
        assertThat(answer.has("Transfer-Encoding")).isFalse();
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(client.ending()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void a_cut_answer_to_an_http_1_0_client_does_not_look_whole(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n");
            exchange.close();
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.send("GET http://origin.test/ HTTP/1.0\n\n");
        client.untilEnd();
        assertThat(client.ending()).isEqualTo(Ending.RESET);
    }

    @Scenario
    void a_reset_in_the_middle_of_a_body_is_seen(Stage stage) {
        var goOn = new Gate();
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\n" + (exchange.request().target().equals("/eof") ? "Connection: close" : "Content-Length: 9") + "\n\nabc");
            goOn.pass();
            exchange.reset();
        });
        var proxy = stage.proxy(NO_CACHE);
        for (var path : new String[] {"/length", "/eof"}) {
            var client = proxy.raw();
            client.send(get(path));
            goOn.open();
            var answer = client.response();
            assertThat(answer.isComplete()).isFalse();
        }
    }

    @Scenario
    void trailers_are_for_those_who_ask_for_them(Stage stage) {
        stage.origin("origin.test", exchange ->
            exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\nT: u\n\n"));
        var client = stage.proxy(NO_CACHE).raw();
        assertThat(client.ask(get("/")).trailers()).isEmpty();
        assertThat(client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nTE: trailers\nConnection: TE\n\n").trailers()).hasSize(1);
    }

    @Scenario
    void interim_responses_have_an_end(Stage stage) {
        stage.origin("origin.test", exchange -> {
            int interim = Integer.parseInt(exchange.request().target().substring(1));
            exchange.send("HTTP/1.1 102 Processing\n\n".repeat(interim) + "HTTP/1.1 204 No Content\n\n");
        });
        var client = stage.proxy(NO_CACHE).raw();
        assertThat(client.ask(get("/32")).interim()).hasSize(32);
        var answer = client.ask(get("/33"));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Proxy-Status")).contains("12632 ").contains("32 interim responses");
    }

    @Scenario
    void a_switch_that_was_asked_for_opens_a_tunnel_with_what_came_behind_it(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\nfirst");
            exchange.send(exchange.connection().wire().bytes(4));
            exchange.close();
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.send("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nConnection: Upgrade\nUpgrade: websocket\n\necho");
        assertThat(client.response().status()).isEqualTo(101);
        assertThat(new String(client.bytes(9), StandardCharsets.ISO_8859_1)).isEqualTo("firstecho");
    }

    @Scenario
    void a_request_lost_on_a_pooled_connection_is_sent_again_if_that_does_no_harm(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().target().equals("/first")) {
                exchange.answer("< 200 OK\n<\n< first");
            } else if (stage.origin("origin.test").connections().size() == 1) {
                exchange.reset();
            } else {
                answerWithPath(exchange);
            }
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.ask(get("/first"));
        assertThat(client.ask(get("/again")).text()).isEqualTo("/again");
        assertThat(stage.origin("origin.test").requests()).extracting(Request::target).containsExactly("/first", "/again", "/again");
    }

    @Scenario
    void a_post_lost_on_a_pooled_connection_is_not_sent_twice(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().target().equals("/first")) exchange.answer("< 200 OK");
            else exchange.reset();
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.ask(get("/first"));
        var answer = client.ask(post("/once", "Content-Length: 3", "abc"));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Proxy-Status")).contains("12630 ");
        assertThat(stage.origin("origin.test").requests()).extracting(Request::target).containsExactly("/first", "/once");
    }
}
