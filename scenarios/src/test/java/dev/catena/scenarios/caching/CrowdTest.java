// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.RangedOrigin;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand clients want one thing at once that nobody has yet, and that is too large to be kept.
 *
 * <p>{@code -Dcatena.crowd.mib=100} makes it large: a hundred GiB then cross the loopback, which takes a minute on two free cores.
 */
@Tag("slow")
class CrowdTest {
    private static final int CLIENTS = 1000;
    /** Each has two ends in this process; the rest is for origins, files and what else the tests have open. */
    private static final int FILES_NEEDED = 2 * CLIENTS + 500;
    private static final long DEFAULT_MEMORY = 256L << 20;
    private static final long MIB = Long.getLong("catena.crowd.mib", 4);
    private static final String SETTINGS = MIB > 8 ? "" : "cache: {object-max: 1MiB}";
    private static final BigBody BODY = new BigBody(4, MIB << 20);
    private static final byte[] BYTES = BODY.bytes();
    private static final int WAVES_MAX = 20;
    private static final int FETCHES_MAX = CLIENTS / 20;
    private static final Duration LONG = Duration.ofSeconds(280);
    private static final String REQUEST = "GET http://origin.test/image.iso HTTP/1.1\nHost: origin.test\n\n";
    private static final String HEAD = "< 200 OK\n< Cache-Control: max-age=600\n< Content-Length: %d".formatted(BODY.length());

    @BeforeEach
    void enoughFiles() {
        boolean unix = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            && system.getMaxFileDescriptorCount() >= FILES_NEEDED;
        assumeTrue(unix, "a process may have %d open files".formatted(FILES_NEEDED));
    }

    @Scenario
    @Timeout(300)
    void a_thousand_clients_of_a_cold_url_are_one_fetch(Stage stage) {
        var origin = stage.origin("origin.test", exchange -> {
            exchange.answer(HEAD);
            exchange.out(LONG).write(BYTES);
        });
        var proxy = stage.proxy(SETTINGS);
        try (var watch = MemoryWatch.of(proxy); var crowd = ask(proxy, CLIENTS)) {
            var outcomes = crowd.await(LONG);
            assertThat(outcomes).extracting(Crowd.Outcome::checksum).containsOnly(BODY.checksum());
            // on a busy machine some come when all is over, and find it stored
            assertThat(outcomes).filteredOn(Crowd.Outcome::isCollapsed).hasSizeBetween(CLIENTS / 2, CLIENTS - 1);
            assertThat(watch.highest()).isLessThanOrEqualTo(DEFAULT_MEMORY);
        }
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    /**
     * Every other fetch breaks off in the middle. Who is cut asks again, as download programs do. Who comes after a fetch broke leads the
     * next one, so that of each wave of clients at least those are served.
     */
    @Scenario
    @Timeout(300)
    void when_half_of_the_fetches_break_nobody_takes_a_part_for_the_whole(Stage stage) {
        var fetches = new AtomicInteger();
        var origin = stage.origin("origin.test", exchange -> {
            exchange.answer(HEAD);
            boolean breaks = fetches.incrementAndGet() % 2 == 1;
            exchange.out(LONG).write(BYTES, 0, breaks ? BYTES.length / 2 : BYTES.length);
            if (breaks) exchange.reset();
        });
        var proxy = stage.proxy(SETTINGS);
        int asking = CLIENTS;
        int waves = 0;
        try (var watch = MemoryWatch.of(proxy)) {
            while (asking > 0) {
                assertThat(++waves).as("waves of clients").isLessThanOrEqualTo(WAVES_MAX);
                try (var crowd = ask(proxy, asking)) {
                    var outcomes = crowd.await(LONG);
                    assertThat(outcomes).allMatch(outcome -> outcome.whole() == outcome.checksum().equals(BODY.checksum()));
                    asking = (int) outcomes.stream().filter(outcome -> !outcome.whole()).count();
                }
            }
            assertThat(watch.highest()).isLessThanOrEqualTo(DEFAULT_MEMORY);
        }
        // who asks after the last reader has all, or after a fetch broke, leads another
        assertThat(origin.requestCount()).as("fetches in %d waves".formatted(waves)).isBetween(2, FETCHES_MAX);
    }

    /** Every other fetch breaks off in the middle, and the origin knows ranges: the proxy asks for the rest by itself, and nobody has to ask again. */
    @Scenario
    @Timeout(300)
    void when_half_of_the_fetches_break_the_proxy_goes_on_where_it_can(Stage stage) {
        var origin = new RangedOrigin(BYTES, "\"1\"");
        for (int i = 0; i < FETCHES_MAX; i++) origin.breakAfter(BYTES.length / 2, -1);
        stage.origin("origin.test", origin);
        var proxy = stage.proxy(SETTINGS);
        try (var watch = MemoryWatch.of(proxy); var crowd = ask(proxy, CLIENTS)) {
            assertThat(crowd.await(LONG)).extracting(Crowd.Outcome::checksum).containsOnly(BODY.checksum());
            assertThat(watch.highest()).isLessThanOrEqualTo(DEFAULT_MEMORY);
        }
        assertThat(origin.asked()).startsWith("whole", "bytes=%d-%d".formatted(BYTES.length / 2, BYTES.length - 1));
        // on a busy machine some come when all is over; who is too slow goes on by itself
        assertThat(origin.asked()).hasSizeLessThanOrEqualTo(FETCHES_MAX);
    }

    private static Crowd ask(Proxy proxy, int clients) {
        return Crowd.connect(proxy.address(), clients).ask(proxy.spelled(REQUEST));
    }
}
