// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.storing;

import dev.catena.testkit.BigBody;
import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Answers {@code /N} with N bytes that follow from N, good for ten minutes. */
final class SizedOrigin implements Origin.Answerer {
    private final AtomicLong requests = new AtomicLong();

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        requests.incrementAndGet();
        int bytes = Integer.parseInt(exchange.request().target().substring(1));
        exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< ETag: \"%d\"\n< Content-Length: %d\n".formatted(bytes, bytes));
        exchange.send(body(bytes).bytes());
    }

    private static BigBody body(int bytes) {
        return new BigBody(bytes, bytes);
    }

    long requests() {
        return requests.get();
    }

    /** Whether these are bytes of {@code /N} from that offset on. */
    static boolean isPart(byte[] part, int bytes, int from) {
        var whole = body(bytes).bytes();
        return Arrays.equals(part, 0, part.length, whole, from, from + part.length);
    }
}
