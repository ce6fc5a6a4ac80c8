// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.RequestHead;
import dev.catena.store.MemoryStore;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leave to renew what is popular, asked for by then or not. */
class RenewalTest {
    private static final String ACTIVE = "{active: {on: true, popularity: 2, requests-per-minute: 2, idle-below: 2}}";
    private static final RequestHead GET = Heads.get("");

    private final MemoryStore store = new MemoryStore(1 << 20);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Cache cache = new Cache(TestSettings.cache(ACTIVE), store, () -> now);

    @AfterEach
    void nothing_is_left() {
        assertThat(cache.openFetches()).isZero();
        store.clear();
        assertThat(store.bytes()).isZero();
    }

    private void store(String fields) {
        var fetch = ((CacheAnswer.Fetchable) cache.ask(Inquiry.of(GET), Patience.FIRST)).fetch();
        var writer = ((Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch, Heads.response(200, fields + " / Content-Length: 1"))).writer();
        writer.write(Unpooled.copiedBuffer(new byte[1]));
        assertThat(writer.commit()).isTrue();
    }

    /** Asks often; what the cache said of a renewal, and only once. */
    private Optional<Renewal> asked(RequestHead request) {
        Optional<Renewal> said = Optional.empty();
        for (int i = 0; i < 10; i++) {
            switch (cache.ask(Inquiry.of(request), Patience.FIRST)) {
                case CacheAnswer.Popular(var stored, var _, var _, var renewal) -> {
                    assertThat(said).as("told before").isEmpty();
                    said = Optional.of(renewal);
                    stored.release();
                }
                case CacheAnswer.Usable(var stored, var _, var _) -> stored.release();
                default -> throw new AssertionError("no hit");
            }
        }
        return said;
    }

    @Test
    void it_is_told_once_when_it_is_due() {
        store("Cache-Control: max-age=100 / Age: 50");
        var renewal = asked(GET).orElseThrow();
        assertThat(renewal.dueMillis()).isEqualTo(now.toEpochMilli() + 40_000);
        assertThat(asked(GET)).isEmpty();
    }

    @Test
    void what_is_somebodys_own_renews_nothing() {
        store("Cache-Control: public, max-age=100 / Vary: Cookie");
        assertThat(asked(GET)).isEmpty();
        cache.stock().purge(Heads.TARGET.uri());
        store("Cache-Control: public, max-age=100");
        assertThat(asked(Heads.get("Authorization: Basic YTpi"))).isEmpty();
        assertThat(asked(GET)).isPresent();
    }

    @Test
    void one_begins_at_a_time_and_one_in_vain_is_not_repeated_at_once() {
        store("Cache-Control: max-age=100");
        var renewal = asked(GET).orElseThrow();
        now = now.plusSeconds(80);
        var first = cache.begin(renewal);
        assertThat(first).isInstanceOf(Renewal.Leave.Now.class);
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Later.class);
        cache.refreshed(((Renewal.Leave.Now) first).refresh());
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Later.class);
        now = now.plusSeconds(1);
        var second = cache.begin(renewal);
        assertThat(second).isInstanceOf(Renewal.Leave.Now.class);
        cache.refreshed(((Renewal.Leave.Now) second).refresh());
        now = now.plusSeconds(3);
        assertThat(cache.begin(renewal)).as("the budget of two a minute").isInstanceOf(Renewal.Leave.Later.class);
    }

    @Test
    void clients_come_first() {
        store("Cache-Control: max-age=100");
        var renewal = asked(GET).orElseThrow();
        now = now.plusSeconds(80);
        var busy = Inquiry.of(Heads.request("POST", ""));
        var one = ((CacheAnswer.Fetchable) cache.ask(busy, Patience.FIRST)).fetch();
        var other = ((CacheAnswer.Fetchable) cache.ask(busy, Patience.FIRST)).fetch();
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Later.class);
        cache.cancel(one);
        var begun = cache.begin(renewal);
        assertThat(begun).isInstanceOf(Renewal.Leave.Now.class);
        cache.refreshed(((Renewal.Leave.Now) begun).refresh());
        cache.cancel(other);
    }

    @Test
    void what_is_stale_gone_or_not_wanted_any_more_is_not_renewed() {
        store("Cache-Control: max-age=100");
        var renewal = asked(GET).orElseThrow();
        now = now.plusSeconds(80);
        cache.use(TestSettings.cache("{}"));
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Never.class);
        cache.use(TestSettings.cache(ACTIVE));
        now = now.plusSeconds(20);
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Never.class);
        now = now.minusSeconds(10);
        cache.stock().purge(Heads.TARGET.uri());
        assertThat(cache.begin(renewal)).isInstanceOf(Renewal.Leave.Never.class);
    }
}
