// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All metrics as text: OpenMetrics 1.0 for who asks for it, else the older Prometheus format, which browsers show. */
public final class MetricsPage {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final Metrics metrics;
    private boolean jvmOffered;

    /** @param body text in UTF-8 */
    public record Rendered(String contentType, byte[] body) {}

    public MetricsPage(Metrics metrics) {
        this.metrics = metrics;
    }

    /** @param accept the request's {@code Accept}, where it has one */
    public Rendered render(@Nullable String accept) {
        offerJvm();
        ExpositionFormatWriter writer = accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS)
            ? OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build()
            : PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
        var body = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(body, metrics.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Rendered(writer.getContentType(), body.toByteArray());
    }

    private synchronized void offerJvm() {
        if (!jvmOffered) JvmMetrics.offerTo(metrics);
        jvmOffered = true;
    }
}
