// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.BodyLength;
import dev.catena.http.WireBuffer;
import dev.catena.net.BodyWriter;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import dev.catena.net.Loops;
import dev.catena.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of the file in memory, behind a head: what the socket takes at once by one call, the rest by Netty. */
class SentFromMemoryTest {
    private static final byte[] HEAD = "HEAD\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger leases = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({"AUTO, 65536", "AUTO, 33554432", "NIO, 65536", "NIO, 33554432"})
    void all_of_it_arrives_and_the_lease_ends_once(Transport transport, int bytes) throws Exception {
        var memory = MemoryFile.open();
        Assumptions.assumeTrue(memory != null, "this system has no memfd_create");
        var room = memory.room(bytes);
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        room.memory().put(content);
        try (var loops = new Loops(transport, 1)) {
            var server = new ServerBootstrap().group(loops.group()).channel(loops.serverSocket())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answering(channel, loops.contexts().getFirst(), room, bytes));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress()).getPort())) {
                // nothing is read before all has been written, so that a large one does not fit in the socket
                assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
                var in = socket.getInputStream();
                assertThat(in.readNBytes(HEAD.length)).isEqualTo(HEAD);
                assertThat(in.readNBytes(bytes)).isEqualTo(content);
                assertThat(ended.await(10, TimeUnit.SECONDS)).as("the lease ended").isTrue();
                assertThat(in.read()).isEqualTo(-1);
                assertThat(leases).as("and once").hasValue(0);
            } finally {
                server.close().sync();
            }
        } finally {
            room.giveBack();
        }
    }

    private final class Answering extends ChannelInboundHandlerAdapter {
        private final BodyWriter out;
        private final MemoryFile.Room room;
        private final int bytes;

        Answering(Channel channel, LoopContext loop, MemoryFile.Room room, int bytes) {
            this.out = new BodyWriter(channel, loop, false);
            this.room = room;
            this.bytes = bytes;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            leases.incrementAndGet();
            out.head(new WireBuffer(16).put(HEAD), new BodyLength.Exactly(bytes));
            out.file(new LeasedRegion(room.file().channel(), room.position(), bytes, room.file(), () -> {
                leases.decrementAndGet();
                ended.countDown();
            }));
            assertThat(out.wireBytes()).isEqualTo(HEAD.length + bytes);
            out.flush();
            written.countDown();
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
