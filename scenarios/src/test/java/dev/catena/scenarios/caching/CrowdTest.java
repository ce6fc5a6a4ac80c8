// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A thousand clients want one thing that nobody has yet. */
@Tag("slow")
class CrowdTest {
    private static final int CLIENTS = 1000;
    private static final long DEFAULT_MEMORY = 256L << 20;
    private static final BigBody BODY = new BigBody(4, 100L << 20);
    private static final byte[] BYTES = BODY.bytes();
    private static final Duration LONG = Duration.ofSeconds(170);
    private static final String REQUEST = "GET http://origin.test/image.iso HTTP/1.1\nHost: origin.test\n\n";

    @Scenario
    @Timeout(180)
    void a_thousand_clients_of_a_cold_url_are_one_fetch(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< Content-Length: %d".formatted(BODY.length()));
            exchange.out(LONG).write(BYTES);
        });
        var proxy = stage.proxy();
        try (var watch = MemoryWatch.of(proxy); var crowd = Crowd.connect(proxy.address(), CLIENTS)) {
            var outcomes = crowd.ask(proxy.spelled(REQUEST)).await(LONG);
            assertThat(outcomes).extracting(Crowd.Outcome::checksum).containsOnly(BODY.checksum());
            assertThat(outcomes).filteredOn(Crowd.Outcome::isCollapsed).hasSize(CLIENTS - 1);
            assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
            assertThat(watch.highest()).isLessThanOrEqualTo(DEFAULT_MEMORY);
        }
    }
}
