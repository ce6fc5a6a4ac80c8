// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.ByteSize;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.Loops;
import dev.catena.net.Transport;
import dev.catena.store.MemoryStore;
import dev.catena.store.Spool;
import dev.catena.store.StoredHead;
import dev.catena.store.Terms;
import dev.catena.store.Variant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body that is still being written to disk is read back by who is slow: what was given, or nothing. */
class ReadBackTest {
    private static final int MIB = 1 << 20;
    private static final int LENGTH = 3 * MIB + 100;

    @TempDir
    Path dir;

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final byte[] bytes = new byte[LENGTH];
    private DiskStore store;
    private Spool spool;

    /** What one got, and whether it was cut. */
    private record Got(byte[] bytes, boolean cut) {}

    @BeforeEach
    void write_a_part() {
        new Random(9).nextBytes(bytes);
        var settings = new DiskSettings(List.of(dir.toString()), new ByteSize(64 * MIB), new ByteSize(1L << 40), new ByteSize(64 * MIB));
        store = DiskStore.open(settings, new Volume.Waiting(64 * MIB, 64 * MIB), _ -> false, new DiskCounts(), new SystemDisk(), System::nanoTime);
        var head = StoredHead.of(200, "OK", Headers.EMPTY, Variant.ANY, new Terms(0, 0, 60, -1, -1, Set.of()));
        spool = Objects.requireNonNull(store.spool(new MemoryStore(MIB).place("k"), head, -1, 64 * MIB, _ -> true, _ -> { }));
        for (int from = 0; from < LENGTH; from += 100_000) spool.write(Unpooled.wrappedBuffer(bytes, from, Math.min(100_000, LENGTH - from)));
        store.flush().join();
    }

    @AfterEach
    void end() {
        store.close();
        loops.close();
    }

    private Got read(long from, long toExclusive) throws Exception {
        var loop = loops.contexts().getFirst();
        var source = Objects.requireNonNull(spool.read(from, toExclusive, loop));
        var sink = new Sink();
        loop.execute(() -> source.sendTo(sink));
        return sink.got.get(30, TimeUnit.SECONDS);
    }

    @Test
    void what_is_written_so_far_is_read_back_in_any_part() throws Exception {
        assertThat(spool.readable()).as("whole blocks").isEqualTo(3L * MIB);
        assertThat(read(0, 3L * MIB).bytes()).isEqualTo(Arrays.copyOf(bytes, 3 * MIB));
        assertThat(read(70_000, 2_000_001).bytes()).isEqualTo(Arrays.copyOfRange(bytes, 70_000, 2_000_001));
    }

    @Test
    void who_reads_does_not_mind_what_becomes_of_the_file() throws Exception {
        spool.abandon();
        store.flush().join();
        assertThat(read(MIB, 2L * MIB).bytes()).isEqualTo(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
        spool.endReading();
        assertThat(spool.read(0, 1, loops.contexts().getFirst())).isNull();
    }

    @Test
    void the_end_of_the_writing_adds_nothing_that_is_no_body() throws Exception {
        assertThat(spool.commit()).isTrue();
        store.flush().join();
        assertThat(spool.readable()).isEqualTo(3L * MIB);
        assertThat(read(2L * MIB, 3L * MIB).bytes()).isEqualTo(Arrays.copyOfRange(bytes, 2 * MIB, 3 * MIB));
        spool.endReading();
        assertThat(store.has("k", Variant.ANY)).isTrue();
    }

    @Test
    void what_is_damaged_on_disk_is_not_sent() throws Exception {
        try (var files = Files.walk(dir)) {
            damage(files.filter(file -> file.toString().endsWith(Segment.UNFINISHED)).findFirst().orElseThrow());
        }
        var got = read(0, 3L * MIB);
        assertThat(got.cut()).isTrue();
        assertThat(got.bytes()).as("the window before it").isEqualTo(Arrays.copyOf(bytes, MIB));
        spool.endReading();
    }

    private static void damage(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(3L * MIB / 2);
            int was = open.read();
            open.seek(3L * MIB / 2);
            open.write(was ^ 1);
        }
    }

    private static final class Sink implements BodySink {
        final CompletableFuture<Got> got = new CompletableFuture<>();
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void takeData(ByteBuf chunk) {
            var part = new byte[chunk.readableBytes()];
            chunk.readBytes(part);
            taken.writeBytes(part);
            chunk.release();
        }

        @Override
        public void end(Headers trailers) {
            got.complete(new Got(taken.toByteArray(), false));
        }

        @Override
        public void cut(Refusal why) {
            got.complete(new Got(taken.toByteArray(), true));
        }

        @Override
        public void flush() {}
    }
}
