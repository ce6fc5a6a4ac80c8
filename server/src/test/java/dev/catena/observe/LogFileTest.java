// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    private Path path;
    private Path rotated;
    private LogFile file;
    private long nanos;
    private String preamble = "";

    @BeforeEach
    void open() {
        path = folder.resolve("access.log");
        rotated = folder.resolve("access.log.1");
        file = new LogFile(path, () -> preamble, () -> nanos);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void a_renamed_file_is_left_for_a_new_one_within_a_second() throws IOException {
        write("one\n");
        Files.move(path, rotated);
        write("two\n");
        assertThat(rotated).hasContent("one\ntwo\n");
        aSecondPasses();
        write("three\n");
        assertThat(rotated).hasContent("one\ntwo\n");
        assertThat(path).hasContent("three\n");
    }

    @Test
    void a_file_created_in_place_of_the_renamed_one_is_used() throws IOException {
        write("one\n");
        Files.move(path, rotated);
        Files.createFile(path);
        aSecondPasses();
        write("two\n");
        assertThat(path).hasContent("two\n");
        assertThat(rotated).hasContent("one\n");
    }

    @Test
    void a_deleted_file_comes_back_even_when_there_is_nothing_to_write() throws IOException {
        write("one\n");
        Files.delete(path);
        aSecondPasses();
        file.tend();
        assertThat(path).isEmptyFile();
    }

    @Test
    void a_copied_and_truncated_file_goes_on_from_its_beginning() throws IOException {
        write("one\n");
        Files.copy(path, rotated);
        try (var emptied = FileChannel.open(path, StandardOpenOption.WRITE)) {
            emptied.truncate(0);
        }
        write("two\n");
        assertThat(path).hasContent("two\n");
    }

    @Test
    void a_signal_reopens_at_once() throws IOException {
        write("one\n");
        Files.move(path, rotated);
        file.reopen();
        write("two\n");
        assertThat(path).hasContent("two\n");
        assertThat(rotated).hasContent("one\n");
    }

    @Test
    void what_was_there_before_the_start_is_kept() throws IOException {
        Files.writeString(path, "before\n");
        write("one\n");
        assertThat(path).hasContent("before\none\n");
    }

    @Test
    void a_line_that_was_half_written_to_the_old_file_is_whole_in_the_new_one() throws IOException {
        write("one\n");
        Files.move(path, rotated);
        file.reopen();
        var lines = ByteBuffer.wrap("two\nthree\n".getBytes(US_ASCII)).position(6);
        file.write(lines);
        assertThat(path).hasContent("three\n");
    }

    @Test
    void a_line_that_was_half_written_is_completed_in_the_same_file() throws IOException {
        write("one\ntwo\nth");
        file.close();
        file.write(ByteBuffer.wrap("two\nthree\n".getBytes(US_ASCII)).position(6));
        assertThat(path).hasContent("one\ntwo\nthree\n");
    }

    @Test
    void each_file_begins_with_the_preamble_in_every_way_of_rotating_it() throws IOException {
        preamble = "# first\n";
        write("one\n");
        write("two\n");
        assertThat(path).hasContent("# first\none\ntwo\n");
        Files.move(path, rotated);
        file.reopen();
        write("three\n");
        assertThat(path).hasContent("# first\nthree\n");
        try (var emptied = FileChannel.open(path, StandardOpenOption.WRITE)) {
            emptied.truncate(0);
        }
        write("four\n");
        assertThat(path).hasContent("# first\nfour\n");
        Files.move(path, rotated, StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();
        write("five\n");
        assertThat(path).hasContent("# first\nfive\n");
    }

    @Test
    void what_another_format_left_in_the_file_does_not_speak_for_what_follows() throws IOException {
        Files.writeString(path, "before\n");
        preamble = "# first\n";
        write("one\n");
        assertThat(path).hasContent("before\n# first\none\n");
    }

    @Test
    void a_line_that_was_half_written_to_a_file_that_was_emptied_is_whole_in_it() throws IOException {
        preamble = "# first\n";
        write("one\ntwo\nth");
        try (var emptied = FileChannel.open(path, StandardOpenOption.WRITE)) {
            emptied.truncate(0);
        }
        file.write(ByteBuffer.wrap("two\nthree\n".getBytes(US_ASCII)).position(6));
        assertThat(path).hasContent("# first\nthree\n");
    }

    @Test
    void a_file_that_cannot_be_opened_is_an_error_until_it_can() throws IOException {
        var away = folder.resolve("missing").resolve("access.log");
        var unwritable = new LogFile(away, () -> "", () -> nanos);
        var lines = ByteBuffer.wrap("one\n".getBytes(US_ASCII));
        assertThatThrownBy(() -> unwritable.write(lines)).isInstanceOf(IOException.class);
        Files.createDirectory(away.getParent());
        unwritable.write(lines);
        unwritable.close();
        assertThat(away).hasContent("one\n");
    }

    @Test
    void others_cannot_read_it() throws IOException {
        write("one\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).endsWith("---");
    }

    private void aSecondPasses() {
        nanos += TimeUnit.SECONDS.toNanos(1);
    }

    private void write(String lines) throws IOException {
        file.write(ByteBuffer.wrap(lines.getBytes(US_ASCII)));
    }
}
