// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LargeBodyTest {
    private static final int LENGTH = 300_000;

    private final Ledger ledger = new Ledger();
    private final byte[] bytes = new byte[LENGTH];
    private Piece piece;

    @BeforeEach
    void store_a_large_body() {
        new Random(3).nextBytes(bytes);
        ledger.tryTake(LENGTH, LENGTH);
        assumeTrue(System.getProperty("os.name").equals("Linux"), "other systems have no memfd_create");
        // made beside the loops: until it is there, large bodies are ordinary memory
        for (MemoryFile.Room room = null; room == null; Thread.onSpinWait()) room = MemoryFile.roomFor(LENGTH);
        piece = Piece.allocate(ledger, LENGTH);
        piece.writeBytes(bytes);
    }

    @Test
    void the_kernel_is_given_a_part_of_a_file_and_the_memory_is_held_until_that_is_sent() throws IOException {
        var body = new MemoryBody(List.of(piece), LENGTH);
        var files = new Taker(true);
        assertThat(body.isBestRead(LENGTH)).isTrue();
        assertThat(body.isBestRead(1000)).as("a small part travels with its head").isFalse();

        body.read(1000, LENGTH, null).sendTo(files);
        body.release();

        assertThat(ledger.held()).isEqualTo(LENGTH);
        assertThat(files.taken.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1000, LENGTH));
        files.region.release();
        assertThat(ledger.held()).isZero();
    }

    @Test
    void who_takes_no_files_gets_the_same_bytes_as_memory() {
        var body = new MemoryBody(List.of(piece), LENGTH);
        var memory = new Taker(false);

        body.read(0, 70_000, null).sendTo(memory);
        body.release();

        assertThat(memory.taken.toByteArray()).isEqualTo(Arrays.copyOf(bytes, 70_000));
        assertThat(ledger.held()).isZero();
    }

    @Test
    void who_wants_nothing_any_more_gives_it_back() {
        var body = new MemoryBody(List.of(piece), LENGTH);
        BodySource source = body.read(0, LENGTH, null);
        body.release();
        assertThat(ledger.held()).isEqualTo(LENGTH);

        source.abandon();

        assertThat(ledger.held()).isZero();
    }

    private static final class Taker implements BodySink {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        final boolean files;
        LeasedRegion region;
        boolean ended;

        Taker(boolean files) {
            this.files = files;
        }

        @Override
        public boolean takesFiles() {
            return files;
        }

        @Override
        public void takeFile(LeasedRegion next) {
            region = next;
            try {
                next.transferTo(Channels.newChannel(taken), 0);
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }

        @Override
        public void takeData(ByteBuf chunk) {
            var part = new byte[chunk.readableBytes()];
            chunk.readBytes(part);
            taken.writeBytes(part);
            chunk.release();
        }

        @Override
        public void end(Headers trailers) {
            ended = true;
        }

        @Override
        public void cut(Refusal why) {
            throw new AssertionError(why);
        }

        @Override
        public void flush() {}
    }
}
