// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.BigBody.Checksum;
import dev.catena.testkit.SteadyLoad;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;

/** More than fits into memory, past everybody who might want to hold it. */
@Tag("slow")
class BigTransferTest {
    private static final BigBody GIB = new BigBody(7, 1L << 30);
    private static final int UPLOADS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @Scenario
    void a_gibibyte_comes_down_unchanged(Stage stage) throws IOException {
        var sent = new Checksum();
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Content-Length: %d".formatted(GIB.length()));
            GIB.writeTo(new Both(sent, exchange.out()));
        });
        var received = new Checksum();

        try (var curl = new Curl(stage, stage.proxy()).start(received, "http://origin.test/big")) {
            curl.awaitExit(PATIENCE).succeeded();
        }

        assertThat(received.count()).isEqualTo(GIB.length());
        assertThat(received.value()).isEqualTo(sent.value());
    }

    /** curl does not know the length of what it reads from its input, and sends it in chunks. */
    @Scenario
    void a_gibibyte_goes_up_unchanged(Stage stage) throws IOException {
        var received = new AtomicReference<>("");
        stage.origin("origin.test", exchange -> {
            received.set(CurlTest.checksumOf(exchange));
            exchange.answer("< 201 Created");
        });
        var sent = new Checksum();

        try (var curl = new Curl(stage, stage.proxy()).start(OutputStream.nullOutputStream(), "-f", "-T", "-", "http://origin.test/big")) {
            GIB.writeTo(new Both(sent, curl.input()));
            curl.finishInput();
            curl.awaitExit(PATIENCE).succeeded();
        }

        assertThat(sent.count()).isEqualTo(GIB.length());
        assertThat(received.get()).isEqualTo(sent.value());
    }

    @Scenario
    void uploads_under_load_are_never_cut(Stage stage) throws IOException {
        var body = new BigBody(8, 5 * 1024 * 1024);
        var received = new ConcurrentLinkedQueue<String>();
        stage.origin("upload.test", exchange -> {
            received.add(CurlTest.checksumOf(exchange));
            exchange.answer("< 201 Created");
        });
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< hello");
        var proxy = stage.proxy();
        var curl = new Curl(stage, proxy);
        var file = CurlTest.file(stage, body).toString();

        try (var load = SteadyLoad.start(proxy.address(), proxy.spelled("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n"), 20, 1000)) {
            for (int i = 0; i < UPLOADS; i++) {
                curl.run("-f", "-H", "Expect:", "-T", file, "http://upload.test/" + i).succeeded();
            }
            load.finish();
        }

        assertThat(received).hasSize(UPLOADS).containsOnly(body.checksum());
    }

    /** Takes the checksum of what it passes on. */
    private static final class Both extends OutputStream {
        private final Checksum checksum;
        private final OutputStream next;

        Both(Checksum checksum, OutputStream next) {
            this.checksum = checksum;
            this.next = next;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            checksum.write(bytes, offset, length);
            next.write(bytes, offset, length);
        }
    }
}
