// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import dev.catena.testkit.BigBody.Checksum;
import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An origin's program that keeps what was delivered to it, as {@code POST 2097152:9a71bb4c}, and lets nobody store its answer. */
public final class Deliveries implements Origin.Answerer {
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        if (exchange.request().has("Proxy-Authorization")) {
            throw new AssertionError("a proof of identity reached the origin");
        }
        try (var sum = new Checksum()) {
            exchange.body().transferTo(sum);
            received.add(exchange.request().method() + " " + sum.value());
        }
        exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< delivered");
    }

    /** In the order in which their last bytes came. */
    public List<String> received() {
        return List.copyOf(received);
    }
}
