// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent recent = new Recent(3);

    @Test
    void the_newest_come_first_and_the_oldest_are_forgotten() {
        for (int i = 1; i <= 5; i++) recent.read(Exchanges.numbered(i));
        assertThat(recent.last(10)).extracting(e -> e.target)
            .containsExactly("http://example.test/5", "http://example.test/4", "http://example.test/3");
        assertThat(recent.last(1)).extracting(e -> e.target).containsExactly("http://example.test/5");
    }

    @Test
    void queries_are_not_shown() {
        recent.read(Exchanges.fetched());
        var json = new Json().object();
        recent.write(json, "requests", 10);
        assertThat(new String(json.endObject().toBytes(), StandardCharsets.UTF_8))
            .startsWith("{\"requests\":[{\"ts\":\"2026-11-22T09:12:13.123Z\"").contains("http://example.test/a?…").endsWith("}]}");
    }

    @Test
    void an_exchange_is_found_by_its_id() {
        recent.read(Exchanges.fetched());
        var json = new Json();
        assertThat(recent.write(json, "7f3a-2")).isFalse();
        assertThat(recent.write(json, "7f3a-1")).isTrue();
        assertThat(json.toString()).startsWith("{\"ts\":").contains("\"id\":\"7f3a-1\"").doesNotContain("b=c");
    }
}
