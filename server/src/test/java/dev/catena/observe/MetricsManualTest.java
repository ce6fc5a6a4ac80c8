// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The manual's page of metrics is made from their declarations; {@code -Dcatena.renew=true} writes it anew. */
class MetricsManualTest {
    private static final Path PAGE = Path.of("..", "docs", "manual", "metrics.md");

    @Test
    void the_page_of_metrics_is_current() throws IOException {
        var current = page();
        if (Boolean.getBoolean("catena.renew")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, current);
        }
        assertThat(PAGE).as("renew it with -Dcatena.renew=true").hasContent(current);
    }

    @Test
    void every_metric_says_when_to_worry() {
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(metric.help()).containsPattern("(?i)worry|raise"));
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(metric.metricName()).matches("catena_[a-z_]+"));
    }

    private static String page() {
        return """
            # Metrics

            The console shows them at `/metrics`, in the text format of OpenMetrics 1.0 to who asks for it and of Prometheus 0.0.4 to
            others. A metric that has nothing to say yet is not shown. This page is made from the declarations in the code.

            """ + Arrays.stream(Metric.values()).map(MetricsManualTest::section).collect(Collectors.joining("\n"));
    }

    private static String section(Metric metric) {
        var labels = metric.labels().isEmpty() ? ""
            : metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ", ", by ", ""));
        return "## `%s`\n\n%s%s. %s\n".formatted(metric.metricName(), sentence(metric.type()), labels, metric.help());
    }

    private static String sentence(Metric.Type type) {
        var word = type.name().toLowerCase(Locale.ROOT);
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
