// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.testkit.Ending;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RawClient;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stage itself: that it plays, and that its checks fail when they are provoked. */
class StageTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String HELLO = """
            > GET http://origin.test/hello
            < 200 OK
            <
            < hello
            """;

    private @Nullable Stage provoked;

    @AfterEach
    void clear() {
        if (provoked != null) {
            provoked.close();
        }
    }

    @Scenario
    void a_transcript_is_played_through_the_server(Stage stage) {
        stage.origin("origin.test", """
                > GET /hello
                > Host: origin.test
                < 200 OK
                <
                < hello
                """);
        var proxy = stage.proxy();

        proxy.client(HELLO);

        assertThat(proxy.log(1)).hasSize(1);
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void a_tunnel_finds_the_origin_by_its_name(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< inside");
        stage.proxy().client("""
                > CONNECT origin.test:443
                < 200

                > GET /
                < 200 OK
                <
                < inside
                """);
    }

    @Scenario
    void a_raw_client_is_open_until_the_stage_is_cleared(Stage stage) {
        stage.origin("origin.test").always("< 204 No Content");
        var client = stage.proxy().raw();
        assertThat(client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n").status()).isEqualTo(204);
        assertThat(client.probe(Duration.ofMillis(50))).isEqualTo(Ending.OPEN);
    }

    @Scenario
    void a_real_program_finds_the_proxy_and_the_origin(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< hello");
        var proxy = stage.proxy();
        var ran = Peers.require("curl").run(Duration.ofSeconds(10), stage.folder(),
                "-sS", "-x", proxy.url(), proxy.spelled("http://origin.test/"));
        assertThat(ran.succeeded().out()).isEqualTo("hello");
    }

    @Scenario
    void the_console_answers(Stage stage) {
        assertThat(stage.proxy().console("/healthz").status()).isEqualTo(200);
    }

    @Scenario
    void settings_are_read_again(Stage stage) {
        var proxy = stage.proxy("timeouts: {head: 20s}");
        assertThat(proxy.reload("timeouts: {head: 10s}")).isNotEmpty();
    }

    @Test
    void a_connection_that_stays_open_fails_the_scenario() {
        var stage = provoked();
        var proxy = stage.proxy();
        try (var _ = RawClient.connect(proxy.address())) {
            Patience.until("the server to accept", Patience.USUAL, () -> proxy.census().get("client-connections") == 1);
            assertThatThrownBy(stage::close).hasMessageContaining("left behind").hasMessageContaining("client-connections");
        }
    }

    @Test
    void a_thread_that_goes_on_fails_the_scenario() throws InterruptedException {
        var gate = new Gate();
        var thread = Thread.ofPlatform().name("catena-forgotten").start(gate::pass);
        assertThatThrownBy(provoked()::close).hasMessageContaining("thread catena-forgotten");
        gate.open();
        thread.join();
    }

    @Test
    void a_buffer_that_nobody_releases_fails_the_scenario() {
        var stage = provoked();
        leak();
        assertThatThrownBy(stage::close).hasMessageContaining("never released").hasMessageContaining("StageTest.leak");
        assertThatCode(new Stage(SHORT)::close).doesNotThrowAnyException();
    }

    @Test
    void an_origin_that_was_not_asked_fails_the_scenario() {
        var stage = provoked();
        stage.origin("origin.test", "> GET /never\n< 200 OK");
        assertThatThrownBy(stage::close).hasMessageContaining("==> > GET /never");
    }

    @Test
    void a_client_that_sees_another_answer_is_told_what_the_origin_complains_of() {
        var stage = provoked();
        stage.origin("origin.test", "> GET /bye\n< 200 OK");
        var proxy = stage.proxy();
        assertThatThrownBy(() -> proxy.client(HELLO))
                .hasMessageContaining("==> < 200 OK")
                .hasMessageContaining("at the origin: ").hasMessageContaining("==> > GET /bye");
        stage.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET http://origin.test/a,           GET http://origin.test:8000/a
            GET http://Origin.TEST:80/,         GET http://Origin.TEST:8000/
            GET http://u@origin.test?q,         GET http://u@origin.test:8000?q
            GET http://origin.test:25/,         GET http://origin.test:25/
            GET http://origin.test:8080/,       GET http://origin.test:8080/
            GET http://my-origin.test/,         GET http://my-origin.test/
            GET http://origin.testing/,         GET http://origin.testing/
            GET /?u=origin.test,                GET /?u=origin.test
            CONNECT origin.test:443,            CONNECT origin.test:8000
            CONNECT origin.test:25,             CONNECT origin.test:25
            Host: origin.test,                  Host: origin.test:8000
            Host:origin.test,                   Host:origin.test:8000
            host: origin.test:*,                host: origin.test:*
            Location: http://origin.test/b,     Location: http://origin.test:8000/b
            Set-Cookie: a; Domain=origin.test,  Set-Cookie: a; Domain=origin.test
            """)
    void an_origins_name_gets_its_port_where_an_authority_stands(String written, String respelled) {
        assertThat(new Spelling(Map.of("origin.test", 8000)).respell(written)).isEqualTo(respelled);
    }

    /** A stage that is cleared even when a provocation does not provoke. */
    private Stage provoked() {
        provoked = new Stage(SHORT);
        return provoked;
    }

    private static void leak() {
        ByteBufAllocator.DEFAULT.buffer(16).touch("forgotten");
    }
}
