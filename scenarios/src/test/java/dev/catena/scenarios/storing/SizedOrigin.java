// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.storing;

import dev.catena.testkit.BigBody;
import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Answers {@code /N} with N bytes that follow from N, good for ten minutes; with {@code ?unknown} it does not say how many. */
final class SizedOrigin implements Origin.Answerer {
    private final AtomicLong requests = new AtomicLong();

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        requests.incrementAndGet();
        var target = exchange.request().target();
        int bytes = Integer.parseInt(target.substring(1).replaceFirst("\\?.*", ""));
        boolean known = !target.endsWith("?unknown");
        exchange.send("HTTP/1.1 200 OK\nCache-Control: max-age=600\nETag: \"%d\"\n%s\n\n"
            .formatted(bytes, known ? "Content-Length: " + bytes : "Transfer-Encoding: chunked"));
        if (known) {
            exchange.send(body(bytes).bytes());
        } else {
            exchange.send(Integer.toHexString(bytes) + "\n").send(body(bytes).bytes()).send("\n0\n\n");
        }
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
