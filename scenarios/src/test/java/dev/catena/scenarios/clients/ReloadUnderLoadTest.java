// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.BigBody.Checksum;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.SteadyLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Settings that change while everybody works. */
@Tag("slow")
class ReloadUnderLoadTest {
    private static final int CONNECTIONS = 20;
    private static final int PER_SECOND = 1000;
    private static final int RELOADS = 10;
    private static final int BETWEEN_RELOADS = 300;
    private static final BigBody DOWNLOAD = new BigBody(1, 8 * 1024 * 1024);

    @Scenario
    void ten_reloads_under_load_lose_nothing(Stage stage) throws IOException {
        var half = new Gate();
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< hello");
        stage.origin("files.test", exchange -> {
            exchange.answer("< 200 OK\n< Content-Length: %d".formatted(DOWNLOAD.length()));
            var bytes = DOWNLOAD.bytes();
            exchange.out().write(bytes, 0, bytes.length / 2);
            half.pass();
            exchange.out().write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        });
        stage.origin("echo.test").onConnection(wire -> {
            for (var word = wire.bytes(4); word.length == 4; word = wire.bytes(4)) {
                wire.send(word);
            }
        });
        var proxy = stage.proxy();
        var tunnel = proxy.raw();
        assertThat(tunnel.ask("CONNECT echo.test:443 HTTP/1.1\nHost: echo.test\n\n").status()).isEqualTo(200);
        var received = new Checksum();

        try (var download = new Curl(stage, proxy).start(received, "http://files.test/big");
                var load = SteadyLoad.start(proxy.address(), proxy.spelled("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n"),
                        CONNECTIONS, PER_SECOND)) {
            half.awaitArrival();
            for (int reload = 1; reload <= RELOADS; reload++) {
                int target = load.answered() + BETWEEN_RELOADS;
                Patience.until("answers under load", Duration.ofSeconds(20), () -> load.answered() >= target || load.hasLost());
                assertThat(proxy.reload("timeouts: {head: %ds, idle: %ds}".formatted(20 + reload, 75 + reload))).isNotEmpty();
                tunnel.send("%04d".formatted(reload));
                assertThat(new String(tunnel.bytes(4), StandardCharsets.US_ASCII)).isEqualTo("%04d".formatted(reload));
            }
            half.open();
            download.awaitExit(Patience.USUAL).succeeded();
            load.finish();
        }

        assertThat(received.value()).isEqualTo(DOWNLOAD.checksum());
    }
}
