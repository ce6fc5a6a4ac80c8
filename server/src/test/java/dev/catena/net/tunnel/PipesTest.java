// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipesTest {
    private static final int SIZE = 1 << 20;
    private static final Pipes.Terms MANY = new Pipes.Terms(SIZE, 1000);
    private static final int DESCRIPTORS = 100;

    private final AtomicInteger inUse = new AtomicInteger();
    private final Pipes pipes = new Pipes(inUse);

    @BeforeEach
    void onLinux() {
        assumeTrue(Pipes.areAvailable(), "splice is a call of Linux");
    }

    private Pipe takePipe(Pipes.Terms terms) {
        return (Pipe) pipes.take(terms);
    }

    @Test
    void a_pipe_that_came_back_empty_is_the_next_one_given() {
        var first = takePipe(MANY);
        pipes.giveBack(first);
        assertThat(pipes.take(MANY)).isSameAs(first);
        pipes.giveBack(first);
        pipes.release();
    }

    @Test
    void a_pipe_with_bytes_left_in_it_is_never_given_to_another() {
        var soiled = takePipe(MANY);
        soiled.bytes = 1;
        pipes.giveBack(soiled);
        var next = takePipe(MANY);
        assertThat(next).isNotSameAs(soiled);
        pipes.giveBack(next);
        pipes.release();
    }

    @Test
    void after_a_reload_pipes_have_the_new_size() {
        pipes.giveBack(takePipe(MANY));
        var next = takePipe(new Pipes.Terms(SIZE / 2, 1000));
        assertThat(next.size).isEqualTo(SIZE / 2);
        pipes.giveBack(next);
        pipes.release();
    }

    @Test
    void beyond_the_bound_there_are_buckets_until_a_pipe_comes_back() {
        var two = new Pipes.Terms(SIZE, 2);
        var first = takePipe(two);
        var second = takePipe(two);
        var third = pipes.take(two);
        assertThat(third).isInstanceOf(Bucket.class);
        assertThat(inUse).hasValue(2);
        pipes.giveBack(first);
        pipes.giveBack(third);
        assertThat(pipes.take(two)).isSameAs(first);
        pipes.giveBack(first);
        pipes.giveBack(second);
        assertThat(inUse).hasValue(0);
        pipes.release();
    }

    @Test
    void the_bound_is_one_for_all_loops() {
        var one = new Pipes.Terms(SIZE, 1);
        var others = new Pipes(inUse);
        var first = takePipe(one);
        var bucket = others.take(one);
        assertThat(bucket).isInstanceOf(Bucket.class);
        pipes.giveBack(first);
        others.giveBack(bucket);
        pipes.release();
        others.release();
    }

    @Test
    void after_the_end_no_descriptor_is_left() {
        var taken = IntStream.range(0, 100).mapToObj(_ -> takePipe(MANY)).toList();
        assertThat(taken).allMatch(pipe -> isOpen(pipe.readEnd) && isOpen(pipe.writeEnd));
        taken.subList(0, 99).forEach(pipes::giveBack);
        pipes.release();
        pipes.giveBack(taken.getLast());
        assertThat(taken).noneMatch(pipe -> isPipe(pipe.readEnd) || isPipe(pipe.writeEnd));
        assertThat(inUse).hasValue(0);
    }

    @Test
    void without_a_descriptor_left_there_are_buckets() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh", java, "-Xshare:auto", "-XX:-MaxFDLimit",
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), WithoutDescriptors.class.getName())
            .redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).endsWith("buckets, then a pipe\n");
    }

    /** Runs in a JVM of its own that may open few descriptors. */
    static final class WithoutDescriptors {
        public static void main(String[] arguments) {
            var pipes = new Pipes(new AtomicInteger());
            pipes.giveBack(pipes.take(MANY)); // all classes are loaded now
            var taken = new ArrayList<Vessel>();
            for (int i = 0; i < DESCRIPTORS; i++) taken.add(pipes.take(MANY));
            boolean ranOut = taken.getLast() instanceof Bucket;
            taken.forEach(pipes::giveBack);
            System.out.println((ranOut ? "buckets" : "pipes") + ", then " + (pipes.take(MANY) instanceof Pipe ? "a pipe" : "a bucket"));
        }
    }

    private static boolean isOpen(int descriptor) {
        return Files.exists(Path.of("/proc/self/fd/" + descriptor));
    }

    /** The number may have been given to another file meanwhile. */
    private static boolean isPipe(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString().startsWith("pipe:");
        } catch (IOException closed) {
            return false;
        }
    }
}
