// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private final Metrics metrics = new Metrics();
    private final MetricsPage page = new MetricsPage(metrics);

    @Test
    void open_metrics_is_for_who_asks_for_it() {
        metrics.offer(Metric.BUILD_INFO, () -> 1, "0.1.0", "25");
        var prometheus = page.render("application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        assertThat(prometheus.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(text(prometheus)).endsWith("# EOF\n").contains("catena_build_info{java=\"25\",version=\"0.1.0\"} 1.0\n");
        for (var accept : new String[] {null, "*/*", "text/html,*/*;q=0.8"}) {
            assertThat(page.render(accept).contentType()).startsWith("text/plain; version=0.0.4");
            assertThat(text(page.render(accept))).doesNotContain("# EOF").contains("catena_build_info{java=\"25\",version=\"0.1.0\"} 1.0\n");
        }
    }

    @Test
    void an_offered_value_is_asked_for_each_time() {
        var lookups = new LongAdder();
        metrics.offer(Metric.DNS_LOOKUPS, lookups::sum, "answered");
        metrics.offer(Metric.DNS_LOOKUPS, () -> 7, "timeout");
        metrics.offer(Metric.CACHE_BYTES, () -> 42);
        lookups.add(3);
        assertThat(text(page.render(null))).contains("# TYPE catena_dns_lookups_total counter\n",
            "catena_dns_lookups_total{outcome=\"answered\"} 3.0\n", "catena_dns_lookups_total{outcome=\"timeout\"} 7.0\n",
            "# TYPE catena_cache_bytes gauge\n", "catena_cache_bytes 42.0\n");
        lookups.add(1);
        assertThat(text(page.render(null))).contains("catena_dns_lookups_total{outcome=\"answered\"} 4.0\n");
    }

    @Test
    void the_jvm_is_on_the_page() {
        assertThat(text(page.render(null))).contains("catena_jvm_heap_bytes{state=\"used\"}", "catena_jvm_direct_bytes{pool=\"jdk\"}",
            "catena_jvm_gc_total{collector=", "catena_jvm_gc_seconds_total{collector=", "catena_jvm_threads ", "catena_open_files ",
            "catena_open_files_max ");
    }

    @Test
    void labels_are_given_in_full() {
        assertThatThrownBy(() -> metrics.offer(Metric.DNS_LOOKUPS, () -> 1)).hasMessageContaining("[outcome]");
    }

    private static String text(MetricsPage.Rendered rendered) {
        return new String(rendered.body(), StandardCharsets.UTF_8);
    }
}
