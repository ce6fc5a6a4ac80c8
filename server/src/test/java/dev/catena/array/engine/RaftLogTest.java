// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.settings.HostPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftLogTest {
    private static final byte[] COMMAND = new Proposal.Drain(new HostPort("cache1.example", 3128), true).toBytes();

    @TempDir
    Path folder;

    private static void append(RaftLog log, long index) {
        log.append(index, new LogEntries().add(new LogEntry(1, COMMAND)));
    }

    /** Writes over the end of an entry, as if it had not got to the disk. */
    private void tear(int entry) throws IOException {
        var file = folder.resolve("entries.raft");
        int entryBytes = length() / 3;
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8), (long) entry * entryBytes - 8);
        }
    }

    private int length() throws IOException {
        var bytes = Files.readAllBytes(folder.resolve("entries.raft"));
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return Math.ceilDiv(end, 3) * 3;
    }

    @Test
    void an_entry_that_a_crash_tore_is_none() throws IOException {
        try (var log = new RaftLog(folder)) {
            for (int i = 1; i <= 3; i++) append(log, i);
            log.commitIndex(1);
        }
        tear(2);
        try (var log = new RaftLog(folder)) {
            assertThat(log.lastAppended()).isEqualTo(1);
            append(log, 2);
            assertThat(log.get(2).command()).isEqualTo(COMMAND);
        }
    }

    @Test
    void snapshots_replace_each_other_as_a_whole() throws IOException {
        try (var log = new RaftLog(folder)) {
            assertThat(log.getSnapshot()).isNull();
            log.setSnapshot(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2));
            assertThat(log.getSnapshot()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
            log.setSnapshot(ByteBuffer.wrap(new byte[] {4}));
            assertThat(log.getSnapshot()).isEqualTo(ByteBuffer.wrap(new byte[] {4}));
        }
    }

    @Test
    void what_could_not_be_written_is_not_acknowledged_nor_anything_after_it() throws IOException {
        var log = new RaftLog(folder);
        append(log, 1);
        log.close(); // from here on the files take nothing
        assertThatThrownBy(() -> append(log, 2)).isInstanceOf(IllegalStateException.class).hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> log.currentTerm(9)).isInstanceOf(IllegalStateException.class).hasMessageContaining("cannot be written");
        assertThat(log.failure()).contains("cannot be written");
    }
}
