// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

/** Finished exchanges for tests: an ordinary one, and what is different about it. */
final class Exchanges {
    static final long START = Instant.parse("2026-11-22T09:12:13.123Z").toEpochMilli();

    private Exchanges() {}

    static ExchangeRecord fetched() {
        return fetched(_ -> {});
    }

    static ExchangeRecord fetched(Consumer<ExchangeRecord> difference) {
        var exchange = new ExchangeRecord("7f3a-1", "clients", address("10.0.0.5", 40000), START, 0);
        exchange.method = "GET";
        exchange.target = "http://example.test/a?b=c";
        exchange.version = "HTTP/1.1";
        exchange.rule = "rest";
        exchange.ruleAction = "allow";
        exchange.cache = ExchangeRecord.CacheResult.MISS;
        exchange.cacheReason = "uri-miss";
        exchange.route = "direct";
        exchange.destination = "example.test:80";
        exchange.peer = address("192.0.2.7", 80);
        exchange.attempts = 1;
        exchange.status = 200;
        exchange.contentType = "text/html; charset=utf-8";
        exchange.bytesFromClient = 12;
        exchange.bytesToClient = 3456;
        exchange.resolvedNanos = 500_000;
        exchange.connectedNanos = 1_234_567;
        exchange.headNanos = 20_000_000;
        exchange.endNanos = 21_500_000;
        difference.accept(exchange);
        return exchange;
    }

    static ExchangeRecord numbered(int number) {
        return fetched(exchange -> exchange.target = "http://example.test/" + number);
    }

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    static String line(LineFormat format, ExchangeRecord exchange) {
        var text = new ByteText();
        format.write(exchange, text);
        return new String(text.toBytes(), StandardCharsets.UTF_8);
    }
}
