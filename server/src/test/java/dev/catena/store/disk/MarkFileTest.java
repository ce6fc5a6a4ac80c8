// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.store.Marks;
import dev.catena.store.disk.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkFileTest {
    @TempDir
    Path dir;

    private final AtomicLong held = new AtomicLong();
    private MarkFile marks;

    private MarkFile open(Disk disk) throws IOException {
        marks = new MarkFile(dir, disk, held);
        return marks;
    }

    @AfterEach
    void nothing_is_held() throws IOException {
        marks.close();
        assertThat(held).hasValue(0);
    }

    private Marks read() throws IOException {
        return new MarkFile(dir, new SystemDisk(), new AtomicLong()).read().orElseThrow();
    }

    @Test
    void what_was_kept_is_there_for_whoever_reads_next_though_nobody_closed_it() throws IOException {
        var file = open(new SystemDisk());
        file.add(7, 1);
        file.add(7, 2000);
        file.add(7, 1500);
        file.add(65535, 3000);
        assertThat(read().get(7)).isEqualTo(2000);
        assertThat(read().get(65535)).isEqualTo(3000);
        assertThat(read().get(8)).isZero();
        assertThat(read().floor()).isZero();
        assertThat(held).hasValue(Files.size(dir.resolve(MarkFile.NAME)));
    }

    @Test
    void where_there_is_no_file_nothing_is_known() throws IOException {
        assertThat(open(new SystemDisk()).read()).isEmpty();
    }

    @Test
    void it_takes_over_what_others_know_and_a_start_finds_both() throws IOException {
        open(new SystemDisk()).add(7, 2000);
        marks.merge(Marks.unknown(1500));
        assertThat(read().floor()).isEqualTo(1500);
        assertThat(read().get(7)).isEqualTo(2000);
        assertThat(read().get(9)).isEqualTo(1);
        marks.merge(read());
        assertThat(read().covers(Marks.unknown(1500))).isTrue();
    }

    @Test
    void a_flipped_bit_anywhere_makes_it_unknown_and_a_cut_end_does_not() throws IOException {
        open(new SystemDisk());
        for (int slot = 0; slot < 20; slot++) marks.add(slot, 1000 + slot);
        var path = dir.resolve(MarkFile.NAME);
        var whole = Files.readAllBytes(path);
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            var damaged = whole.clone();
            int at = random.nextInt(whole.length);
            if (at >= 20 && at < 24) continue; // filling
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(path, damaged);
            assertThat(new MarkFile(dir, new SystemDisk(), held).read()).as("byte %d", at).isEmpty();
        }
        Files.write(path, Arrays.copyOf(whole, whole.length - 3));
        assertThat(read().get(18)).isEqualTo(1018);
        assertThat(read().get(19)).isZero();
        Files.write(path, Arrays.copyOf(whole, 10));
        assertThat(new MarkFile(dir, new SystemDisk(), held).read()).isEmpty();
    }

    @Test
    void it_is_written_anew_before_it_grows_large() throws IOException {
        open(new SystemDisk());
        long largest = 0;
        for (int i = 1; i <= 300_000; i++) {
            marks.add(i % 5, i);
            if (i % 10_000 == 0) largest = Math.max(largest, Files.size(dir.resolve(MarkFile.NAME)));
        }
        assertThat(largest).isLessThan(2 << 20);
        assertThat(read().get(0)).isEqualTo(300_000);
    }

    @Test
    void what_could_not_be_written_is_written_by_the_next_attempt() throws IOException {
        var disk = new FaultyDisk(3).with(0.3, Fault.SHORT_WRITE, Fault.WRITE_ERROR, Fault.FULL);
        open(disk);
        var kept = new long[50];
        for (int i = 1; i <= 2000; i++) {
            int slot = i % kept.length;
            for (boolean done = false; !done; ) {
                try {
                    marks.add(slot, i);
                    kept[slot] = i;
                    done = true;
                } catch (IOException _) {
                    // once more
                }
            }
        }
        assertThat(disk.happened()).isPositive();
        for (int slot = 0; slot < kept.length; slot++) assertThat(read().get(slot)).isEqualTo(kept[slot]);
    }

    @Test
    void what_must_not_be_believed_is_gone() throws IOException {
        open(new SystemDisk()).add(7, 2000);
        marks.forget();
        assertThat(new MarkFile(dir, new SystemDisk(), held).read()).isEmpty();
        marks.add(8, 1);
        assertThat(read().get(7)).as("it knows it all the same").isEqualTo(2000);
    }
}
