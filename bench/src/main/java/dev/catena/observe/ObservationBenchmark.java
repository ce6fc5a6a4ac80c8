// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import dev.catena.bench.HotPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;

/** What an exchange costs after its last byte: counters and the way into the queue on its event loop, lines on the log's own thread. */
public class ObservationBenchmark extends HotPath {
    private final ExchangeRecord exchange = exchange();
    private final Journal journal = new Journal(List.of(new ExchangeMetrics(new Metrics(), List.of("clients"))));
    private final RecordQueue queue = new RecordQueue(1024);
    private final LineFormat json = new JsonLine(QueryText.REDACT);
    private final LineFormat squid = new SquidLine(QueryText.REDACT);
    private final ByteText text = new ByteText();

    private static ExchangeRecord exchange() {
        var exchange = new ExchangeRecord("7f3a-1", "clients", address("10.0.0.5", 40000), 1_795_338_733_123L, 0);
        exchange.method = "GET";
        exchange.target = "http://www.example.com/assets/styles/main.4f9c1b.css?v=20261122";
        exchange.version = "HTTP/1.1";
        exchange.rule = "rest";
        exchange.ruleAction = "allow";
        exchange.cache = ExchangeRecord.CacheResult.MISS;
        exchange.cacheReason = "uri-miss";
        exchange.route = "direct";
        exchange.destination = "www.example.com:80";
        exchange.peer = address("192.0.2.7", 80);
        exchange.attempts = 1;
        exchange.status = 200;
        exchange.contentType = "text/css; charset=utf-8";
        exchange.bytesToClient = 10_617;
        exchange.resolvedNanos = 500_000;
        exchange.connectedNanos = 1_234_567;
        exchange.headNanos = 20_000_000;
        exchange.endNanos = 21_500_000;
        return exchange;
    }

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    @Benchmark
    public void countExchange() {
        journal.publish(exchange);
    }

    /** In and out again, as the log's thread would be the limit otherwise. */
    @Benchmark
    public Object queueForAccessLog() {
        if (queue.offer(exchange) == 0) throw new IllegalStateException("the queue is full");
        return Objects.requireNonNull(queue.poll());
    }

    @Benchmark
    public int jsonLine() {
        return line(json);
    }

    @Benchmark
    public int squidLine() {
        return line(squid);
    }

    private int line(LineFormat format) {
        text.clear();
        format.write(exchange, text);
        return text.length();
    }
}
