// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SteadyLoadTest {
    private static final String REQUEST = "GET / HTTP/1.1\n\n";

    @Test
    void everything_is_asked_over_connections_that_stay() {
        try (var origin = Origin.start(new TestClock()).always("< 200 OK\n<\n< hello");
                var load = SteadyLoad.start(origin.address(), REQUEST, 4, 1000)) {
            Patience.until("a hundred answers", Patience.USUAL, () -> load.answered() >= 100);
            load.finish();
            assertThat(origin.connections()).hasSize(4);
            assertThat(origin.requestCount()).isEqualTo(load.answered());
        }
    }

    @Test
    void what_is_not_answered_is_lost() {
        try (var origin = Origin.start(new TestClock()).onRequest(OriginExchange::reset);
                var load = SteadyLoad.start(origin.address(), REQUEST, 1, 1000)) {
            Patience.until("a loss", Patience.USUAL, load::hasLost);
            assertThatThrownBy(load::finish).hasMessageContaining("lost after 0 answers");
        }
    }
}
