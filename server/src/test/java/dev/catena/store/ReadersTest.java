// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.net.Loops;
import dev.catena.net.Transport;
import dev.catena.store.StoreWriter.Company;
import dev.catena.store.StoreWriter.Ending;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * One writes, others read, on several loops and in any order: each gets the right bytes, is told the end only after the last of them, and
 * memory stays within its bound.
 */
class ReadersTest {
    private static final Loops LOOPS = new Loops(Transport.NIO, 3);
    private static final Refusal CUT = new Refusal(RefusalCode.RESPONSE_INCOMPLETE, "cut by the test");
    private static final long CAPACITY = 4 << 20;
    private static final int KIB = 1 << 10;

    @AfterAll
    static void end() {
        LOOPS.close();
    }

    /** What a run is about. */
    private record Plan(long length, boolean announced, long bodyMax, boolean breaks, int readers, Company company) {
        static Plan of(Cases cases) {
            long length = cases.number(0, cases.flip() ? 64 * KIB : 6 * 1024 * KIB);
            return new Plan(length, cases.flip(), cases.oneOf(16 * KIB, 256 * KIB, 8 * 1024 * KIB), cases.integer(0, 3) == 0,
                cases.integer(0, 12), cases.oneOf(Company.POSSIBLE, Company.EXPECTED));
        }
    }

    @Property(tries = 150)
    void everybody_gets_the_right_bytes_or_knows_better(Cases cases) throws Exception {
        var plan = Plan.of(cases);
        var store = new MemoryStore(CAPACITY);
        var run = new Run(store, plan, cases.seed());
        run.play();
        run.check();
        store.clear();
        assertThat(store.bytes()).as("bytes held after all").isZero();
        assertThat(store.passingBytes()).isZero();
        assertThat(store.openWriters()).isZero();
    }

    private static byte byteAt(long position) {
        return (byte) (position * 31 + (position >>> 13));
    }

    private static final class Run {
        private final MemoryStore store;
        private final Plan plan;
        private final Random random;
        private final List<Reader> readers = new ArrayList<>();
        private final AtomicLong highest = new AtomicLong();
        private final CompletableFuture<Ending> outcome = new CompletableFuture<>();
        private final CountDownLatch written = new CountDownLatch(1);
        private final StoreWriter writer;
        private final LoopContext loop = LOOPS.contexts().getFirst();
        private long position;
        private boolean waitsForRoom;

        Run(MemoryStore store, Plan plan, long seed) {
            this.store = store;
            this.plan = plan;
            this.random = new Random(seed);
            var head = StoredHead.of(200, "OK", Headers.EMPTY, Variant.ANY, new Terms(0, 0, 60, -1, -1, Set.of()));
            writer = store.open(store.miss("k"), head, plan.announced ? plan.length : -1, plan.bodyMax, plan.company, outcome::complete).orElseThrow();
            // two have come before the first byte, so that the rest can come at any time
            for (int i = 0; i < Math.min(2, plan.readers); i++) join(i);
        }

        void play() throws InterruptedException {
            loop.execute(() -> {
                writer.reviewOn(loop, this::review);
                step();
            });
            assertThat(written.await(20, TimeUnit.SECONDS)).as("the writer comes to its end").isTrue();
        }

        private void join(int number) {
            writer.body().join().ifPresent(joined -> {
                var reader = new Reader(this, joined, LOOPS.contexts().get(number % 3), random.nextLong());
                readers.add(reader);
                reader.loop.execute(reader::begin);
            });
        }

        /** On the writer's loop: one chunk, or the end. */
        private void step() {
            if (readers.size() < plan.readers && random.nextInt(4) == 0) join(readers.size());
            long whole = plan.breaks ? plan.length / 2 : plan.length;
            if (position == whole || writer.hasGivenUp()) {
                if (plan.breaks) writer.abandon(CUT);
                else writer.commit();
                written.countDown();
                return;
            }
            var chunk = Unpooled.buffer((int) Math.min(whole - position, 1 + random.nextInt(64 * KIB)));
            while (chunk.isWritable()) chunk.writeByte(byteAt(position++));
            writer.write(chunk);
            look();
            if (writer.isShared() && !writer.hasRoom()) {
                waitsForRoom = true;
                loop.loop().schedule(this::hurry, 5, TimeUnit.MILLISECONDS);
            } else {
                loop.execute(this::step);
            }
        }

        private void hurry() {
            if (!waitsForRoom) return;
            writer.letGoOfSlowest();
            review();
            if (waitsForRoom) loop.loop().schedule(this::hurry, 5, TimeUnit.MILLISECONDS);
        }

        private void review() {
            if (!waitsForRoom || !writer.hasRoom()) return;
            waitsForRoom = false;
            loop.execute(this::step);
        }

        void look() {
            highest.accumulateAndGet(store.bytes(), Math::max);
        }

        void check() throws Exception {
            for (var reader : readers) reader.done.get(20, TimeUnit.SECONDS);
            assertThat(highest.get()).as("bytes held at any time").isLessThanOrEqualTo(CAPACITY);
            var ending = outcome.get(20, TimeUnit.SECONDS);
            if (plan.breaks) assertThat(ending).isNotEqualTo(Ending.STORED);
            if (!plan.breaks && plan.readers == 0 && plan.length <= Math.min(plan.bodyMax, CAPACITY / 2)) assertThat(ending).isEqualTo(Ending.STORED);
            assertThat(store.find("k")).hasSize(ending == Ending.STORED ? 1 : 0);
        }
    }

    /** Takes what comes, checks it, pauses and leaves as it likes. */
    private static final class Reader implements BodySink {
        private final Run run;
        private final StoredResponse joined;
        private final LoopContext loop;
        private final Random random;
        private final boolean leaves;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private @Nullable BodySource source;
        private long position;
        private boolean over;

        Reader(Run run, StoredResponse joined, LoopContext loop, long seed) {
            this.run = run;
            this.joined = joined;
            this.loop = loop;
            this.random = new Random(seed);
            this.leaves = random.nextInt(5) == 0;
        }

        void begin() {
            var reading = joined.body().read(0, Long.MAX_VALUE, loop);
            source = reading;
            joined.release();
            reading.sendTo(this);
        }

        @Override
        public void takeData(ByteBuf chunk) {
            run.look();
            try {
                if (over) throw new AssertionError("a chunk after the end");
                for (int i = chunk.readerIndex(); i < chunk.writerIndex(); i++) {
                    if (chunk.getByte(i) != byteAt(position++)) throw new AssertionError("a wrong byte at " + (position - 1));
                }
                if (leaves && random.nextInt(10) == 0) leave();
                else if (random.nextInt(6) == 0) pause();
            } catch (AssertionError wrong) {
                done.completeExceptionally(wrong);
            } finally {
                chunk.release();
            }
        }

        private void leave() {
            over = true;
            if (source != null) source.abandon();
            loop.execute(() -> done.complete(null)); // after the chunk in hand was given back
        }

        private void pause() {
            var reading = source;
            if (reading == null) return;
            reading.pause();
            loop.loop().schedule(() -> {
                if (!over) reading.resume();
            }, random.nextInt(8), TimeUnit.MILLISECONDS);
        }

        @Override
        public void end(Headers trailers) {
            over = true;
            if (position == run.plan.length && !run.plan.breaks) done.complete(null);
            else done.completeExceptionally(new AssertionError("told the end after %d of %d".formatted(position, run.plan.length)));
        }

        @Override
        public void cut(Refusal why) {
            over = true;
            done.complete(null);
        }

        @Override
        public void flush() {}
    }
}
