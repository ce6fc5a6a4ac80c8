// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordQueueTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 100})
    void it_holds_as_many_as_it_was_made_for(int capacity) {
        var queue = new RecordQueue(capacity);
        for (int round = 0; round < 5; round++) {
            for (int i = 1; i <= capacity; i++) assertThat(queue.offer(Exchanges.numbered(i))).isEqualTo(i);
            assertThat(queue.offer(Exchanges.numbered(0))).isZero();
            for (int i = 1; i <= capacity; i++) assertThat(queue.poll()).isNotNull().extracting(e -> e.target).asString().endsWith("/" + i);
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    void several_producers_lose_nothing_and_keep_their_order() throws InterruptedException {
        int each = 50_000;
        var queue = new RecordQueue(64);
        var producers = IntStream.range(0, 3).mapToObj(name -> Thread.ofPlatform().start(() -> produce(queue, name, each))).toList();
        Map<String, Long> next = new HashMap<>();
        for (int taken = 0; taken < 3 * each; ) {
            var exchange = queue.poll();
            if (exchange == null) {
                Thread.onSpinWait();
                continue;
            }
            taken++;
            assertThat(exchange.startMillis).isEqualTo(next.merge(exchange.id, 1L, Long::sum) - 1);
        }
        for (var producer : producers) producer.join();
        assertThat(queue.poll()).isNull();
    }

    private static void produce(RecordQueue queue, int name, int count) {
        for (int i = 0; i < count; i++) {
            var exchange = new ExchangeRecord("p" + name, "clients", Exchanges.address("127.0.0.1", 1), i, 0);
            while (queue.offer(exchange) == 0) Thread.yield();
        }
    }
}
