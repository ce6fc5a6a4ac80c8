// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
    private final Random random = new Random(7);
    private MemoryFile file;

    @BeforeEach
    void open() {
        var opened = MemoryFile.open();
        assumeTrue(opened != null, "this system has no memfd_create");
        file = opened;
    }

    @Test
    void what_is_written_to_memory_is_in_the_file() throws IOException {
        var bytes = bytes(100_000);

        var room = written(bytes);

        assertThat(read(room.position(), bytes.length)).isEqualTo(bytes);
        room.giveBack();
    }

    @Test
    void rooms_begin_on_pages_of_their_own_and_never_overlap() {
        long first = file.room(1).position();
        long second = file.room(4096).position();
        long third = file.room(4097).position();

        assertThat(new long[] {second - first, third - second, file.room(1).position() - third}).containsExactly(4096, 4096, 8192);
    }

    @Test
    void what_is_given_back_is_gone_and_its_neighbours_stay() throws IOException {
        var bytes = bytes(10_000);
        var rooms = new MemoryFile.Room[] {written(bytes), written(bytes), written(bytes)};

        rooms[1].giveBack();

        assertThat(read(rooms[0].position(), bytes.length)).isEqualTo(bytes);
        assertThat(read(rooms[1].position(), bytes.length)).isEqualTo(new byte[bytes.length]);
        assertThat(read(rooms[2].position(), bytes.length)).isEqualTo(bytes);
    }

    /** The socket refers to the pages; its peer reads them when they are long gone from the file. */
    @Test
    void what_is_on_its_way_arrives_although_its_room_was_given_back() throws IOException {
        var bytes = bytes(64_000);
        var room = written(bytes);
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
             var client = SocketChannel.open(server.getLocalAddress()); var here = server.accept()) {
            long sent = file.channel().transferTo(room.position(), bytes.length, here);
            room.giveBack();
            var other = written(bytes(64_000));

            var got = ByteBuffer.allocate((int) sent);
            while (got.hasRemaining() && client.read(got) >= 0) { }
            assertThat(got.array()).isEqualTo(Arrays.copyOf(bytes, (int) sent));
            other.giveBack();
        }
    }

    @Test
    void many_gibibytes_pass_through_without_memory_or_addresses_left_behind() throws IOException {
        long before = mapped();
        var rooms = new ArrayList<MemoryFile.Room>();
        for (int i = 0; i < 40; i++) {
            var room = file.room(200 << 20);
            room.memory().putLong(0, i);
            rooms.add(room);
        }
        assertThat(mapped() - before).as("five to a gibibyte").isEqualTo(8L << 30);
        for (int i = 0; i < rooms.size(); i++) {
            assertThat(rooms.get(i).memory().getLong(0)).isEqualTo(i);
            rooms.get(i).giveBack();
        }
        assertThat(mapped() - before).as("what is still being filled").isEqualTo(1L << 30);
    }

    /** Bytes of addresses at which this process has files of that kind. */
    private static long mapped() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/memfd:catena")).map(line -> line.substring(0, line.indexOf(' ')).split("-"))
                .mapToLong(range -> Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16)).sum();
        }
    }

    private MemoryFile.Room written(byte[] bytes) {
        var room = file.room(bytes.length);
        room.memory().put(bytes);
        return room;
    }

    private byte[] read(long position, int length) throws IOException {
        var into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) if (file.channel().read(into, position + into.position()) < 0) break;
        return into.array();
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
