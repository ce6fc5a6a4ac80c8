// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipesTest {
    private static final int SIZE = 1 << 20;
    private final Pipes pipes = new Pipes();

    @BeforeEach
    void onLinux() {
        assumeTrue(Pipes.areAvailable(), "splice is a call of Linux");
    }

    @Test
    void a_pipe_that_came_back_empty_is_the_next_one_given() {
        var first = Objects.requireNonNull(pipes.take(SIZE));
        pipes.giveBack(first);
        assertThat(pipes.take(SIZE)).isSameAs(first);
        pipes.giveBack(first);
        pipes.release();
    }

    @Test
    void a_pipe_with_bytes_left_in_it_is_never_given_to_another() {
        var soiled = Objects.requireNonNull(pipes.take(SIZE));
        soiled.bytes = 1;
        pipes.giveBack(soiled);
        var next = Objects.requireNonNull(pipes.take(SIZE));
        assertThat(next).isNotSameAs(soiled);
        pipes.giveBack(next);
        pipes.release();
    }

    @Test
    void after_the_end_no_descriptor_is_left() throws IOException {
        var taken = IntStream.range(0, 100).mapToObj(_ -> Objects.requireNonNull(pipes.take(SIZE))).toList();
        assertThat(taken).allMatch(pipe -> isOpen(pipe.readEnd) && isOpen(pipe.writeEnd));
        taken.subList(0, 99).forEach(pipes::giveBack);
        pipes.release();
        pipes.giveBack(taken.getLast());
        assertThat(taken).noneMatch(pipe -> isPipe(pipe.readEnd) || isPipe(pipe.writeEnd));
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
