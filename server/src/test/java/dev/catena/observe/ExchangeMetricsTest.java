// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.catena.http.RefusalCode;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeMetricsTest {
    private final Metrics metrics = new Metrics();
    private final ExchangeMetrics reading = new ExchangeMetrics(metrics, List.of("clients"));

    @Test
    void an_exchange_is_counted_once_in_every_metric_it_concerns() {
        reading.read(Exchanges.fetched());
        reading.read(Exchanges.fetched(e -> {
            e.attempts = 3;
            e.reusedConnection = true;
        }));
        assertThat(page()).contains(
            "catena_requests_total{listener=\"clients\",method=\"GET\",result=\"miss\",status_class=\"2xx\"} 2.0",
            "catena_request_duration_seconds_bucket{kind=\"request\",listener=\"clients\",le=\"0.005\"} 0",
            "catena_request_duration_seconds_bucket{kind=\"request\",listener=\"clients\",le=\"0.025\"} 2",
            "catena_bytes_total{direction=\"in\",listener=\"clients\"} 24.0",
            "catena_bytes_total{direction=\"out\",listener=\"clients\"} 6912.0",
            "catena_policy_decisions_total{action=\"allow\",rule=\"rest\"} 2.0",
            "catena_cache_requests_total{status=\"miss\"} 2.0",
            "catena_origin_requests_total{connection=\"new\"} 1.0",
            "catena_origin_requests_total{connection=\"reused\"} 1.0",
            "catena_origin_retries_total 2.0");
    }

    @Test
    void a_refusal_is_counted_by_its_word() {
        reading.read(Exchanges.fetched(e -> {
            e.refusal = RefusalCode.CONNECT_PORT.number();
            e.refusalSlug = RefusalCode.CONNECT_PORT.slug();
            e.status = 403;
            e.method = "CONNECT";
        }));
        assertThat(page()).contains("catena_errors_total{code=\"connect-port\"} 1.0",
            "catena_requests_total{listener=\"clients\",method=\"CONNECT\",result=\"denied\",status_class=\"4xx\"} 1.0");
    }

    @Test
    void what_a_client_makes_up_does_not_become_a_label() {
        reading.read(Exchanges.fetched(e -> {
            e.method = "FOO\"}";
            e.status = 999;
        }));
        reading.read(new ExchangeRecord("1", "unheard-of", Exchanges.address("127.0.0.1", 1), 0, 0));
        assertThat(page()).contains(
            "catena_requests_total{listener=\"clients\",method=\"other\",result=\"miss\",status_class=\"none\"} 1.0",
            "catena_requests_total{listener=\"other\",method=\"other\",result=\"passed\",status_class=\"none\"} 1.0");
    }

    @Test
    void rules_that_come_and_go_with_reloads_are_bounded() {
        for (int i = 0; i < BoundedCounter.WORDS_MAX + 5; i++) {
            var name = "rule-" + i;
            reading.read(Exchanges.fetched(e -> e.rule = name));
        }
        assertThat(page()).contains("catena_policy_decisions_total{action=\"allow\",rule=\"other\"} 5.0")
            .filteredOn(line -> line.startsWith("catena_policy_decisions_total")).hasSize(BoundedCounter.WORDS_MAX + 1);
    }

    @Test
    void reading_allocates_nothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var exchange = Exchanges.fetched();
        for (int i = 0; i < 50_000; i++) reading.read(exchange);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50_000; i++) reading.read(exchange);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
    }

    private List<String> page() {
        return new String(new MetricsPage(metrics).render(null).body(), StandardCharsets.UTF_8).lines().toList();
    }
}
