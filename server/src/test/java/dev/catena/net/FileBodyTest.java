// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.WireBuffer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that the kernel sends from a file. */
class FileBodyTest {
    private static final int PART = 3 << 20;
    private static final int PARTS = 3;
    private static final int OFFSET = 1234;

    @TempDir
    Path dir;

    private final byte[] content = new byte[OFFSET + PARTS * PART + 99];
    private final AtomicInteger leases = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(PARTS);

    @BeforeEach
    void fill() throws IOException {
        new Random(1).nextBytes(content);
        Files.write(dir.resolve("segment"), content);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"AUTO", "NIO"})
    void parts_of_a_file_travel_between_heads_and_in_their_order(Transport transport) throws Exception {
        var got = answer(transport, new BodyLength.Exactly(PARTS * PART));
        var expected = new ByteArrayOutputStream();
        expected.writeBytes("HEAD\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        expected.write(content, OFFSET, PARTS * PART);
        assertThat(Arrays.equals(got, expected.toByteArray())).as("bytes as in the file").isTrue();
        assertThat(leases).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"AUTO", "NIO"})
    void parts_of_a_file_are_chunks_where_the_length_is_unknown(Transport transport) throws Exception {
        var got = answer(transport, BodyLength.CHUNKED);
        var expected = new ByteArrayOutputStream();
        expected.writeBytes("HEAD\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        for (int part = 0; part < PARTS; part++) {
            expected.writeBytes("300000\r\n".getBytes(StandardCharsets.ISO_8859_1));
            expected.write(content, OFFSET + part * PART, PART);
            expected.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        expected.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Arrays.equals(got, expected.toByteArray())).as("bytes as in the file, in chunks").isTrue();
    }

    private byte[] answer(Transport transport, BodyLength framing) throws Exception {
        try (var file = FileChannel.open(dir.resolve("segment")); var loops = new Loops(transport, 1)) {
            var server = new ServerBootstrap().group(loops.group()).channel(loops.serverSocket())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answering(channel, loops.contexts().getFirst(), file, framing));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress()).getPort())) {
                var got = socket.getInputStream().readAllBytes();
                assertThat(ended.await(10, TimeUnit.SECONDS)).as("all leases ended").isTrue();
                return got;
            } finally {
                server.close().sync();
            }
        }
    }

    /** Writes a head and the parts, each when there is room for it. */
    private final class Answering extends ChannelInboundHandlerAdapter {
        private final BodyWriter out;
        private final FileChannel file;
        private final BodyLength framing;
        private int written;

        Answering(Channel channel, LoopContext loop, FileChannel file, BodyLength framing) {
            this.out = new BodyWriter(channel, loop, false);
            this.file = file;
            this.framing = framing;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            out.head(new WireBuffer(16).put("HEAD\r\n\r\n"), framing);
            writeOn(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            writeOn(context);
        }

        private void writeOn(ChannelHandlerContext context) {
            while (written < PARTS && out.isWritable()) {
                assertThat(leases.incrementAndGet()).as("one at a time").isEqualTo(1);
                // now and then by a sender that sends nothing, so that Netty has to
                out.file(new LeasedRegion(file, OFFSET + (long) written++ * PART, PART, written % 2 == 0 ? null : (_, _, _) -> -1, () -> {
                    leases.decrementAndGet();
                    ended.countDown();
                }));
                out.flush();
            }
            if (written == PARTS && out.isWritable()) {
                written++;
                out.end(Headers.EMPTY);
                out.flush();
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
