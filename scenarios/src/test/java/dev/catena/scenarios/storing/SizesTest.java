// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.storing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of every size go to the client on the way that is best for them: copied, referred to, or by the kernel alone; what it gets is the same. */
class SizesTest {
    private static final int KIB = 1024;
    private static final int[] SIZES = {0, 1, 100, 4 * KIB - 1, 4 * KIB, 4 * KIB + 1, 10 * KIB, 32 * KIB, 32 * KIB + 1, 64 * KIB - 1, 64 * KIB, 70 * KIB, 300 * KIB};

    @Scenario
    void pipelined_hits_of_all_sizes_come_whole_and_in_their_order(Stage stage) {
        pipelined(stage, "");
    }

    /** Buffers of the kernel's are full in the middle of heads and bodies. */
    @Scenario
    void they_do_where_little_may_be_under_way(Stage stage) {
        pipelined(stage, "limits: {in-flight: 16KiB}");
    }

    @Scenario
    void they_do_without_epoll(Stage stage) {
        pipelined(stage, "transport: nio");
    }

    private static void pipelined(Stage stage, String settings) {
        stage.origin("origin.test", exchange -> {
            var body = body(exchange.request().target());
            exchange.send("HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: %d\n\n".formatted(body.length)).send(body);
        });
        var proxy = stage.proxy(settings);
        var client = proxy.raw();
        for (int size : SIZES) assertThat(client.ask(request("/" + size)).body()).isEqualTo(body("/" + size));
        var order = IntStream.range(0, 8).boxed().flatMap(_ -> IntStream.of(SIZES).boxed()).collect(Collectors.toList());
        Collections.shuffle(order, new Random(7));
        client.send(order.stream().map(size -> request("/" + size)).collect(Collectors.joining()));
        for (int size : order) {
            var response = client.response();
            assertThat(response.field("Cache-Status")).contains("; hit");
            assertThat(response.body()).isEqualTo(body("/" + size));
        }
    }

    private static String request(String path) {
        return "GET http://origin.test%s HTTP/1.1\nHost: origin.test\n\n".formatted(path);
    }

    private static byte[] body(String path) {
        int size = Integer.parseInt(path.substring(1));
        return new BigBody(size, size).bytes();
    }
}
