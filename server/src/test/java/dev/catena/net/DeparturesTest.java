// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.BodyLength;
import dev.catena.http.WireBuffer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions that lie ready on many sockets when the loop looks, and their answers. */
class DeparturesTest {
    private static final int LENGTH = 9;
    private static final String END = "........";

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answeredEarly = new AtomicInteger();
    private final List<Socket> clients = new ArrayList<>();

    /** As many as may wait, more than these, and several times as many. */
    @ParameterizedTest
    @CsvSource({"AUTO, 1", "AUTO, 32", "AUTO, 33", "AUTO, 150", "NIO, 32", "NIO, 150"})
    void each_gets_its_own_answer_when_all_that_came_at_once_was_read(Transport transport, int count) throws Exception {
        try (var loops = new Loops(transport, 1)) {
            var loop = loops.contexts().getFirst();
            var accepted = new CountDownLatch(count);
            var server = new ServerBootstrap().group(loops.group()).channel(loops.serverSocket())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answering(channel, loop));
                        accepted.countDown();
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
            try {
                for (int i = 0; i < count; i++) clients.add(new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress()).getPort()));
                await(accepted);
                var busy = new CountDownLatch(1);
                var ready = new CountDownLatch(1);
                loop.execute(() -> {
                    busy.countDown();
                    await(ready);
                });
                await(busy);
                for (int i = 0; i < count; i++) clients.get(i).getOutputStream().write(question(i));
                ready.countDown();
                for (int i = 0; i < count; i++) {
                    clients.get(i).setSoTimeout(10_000);
                    assertThat(clients.get(i).getInputStream().readNBytes(LENGTH + END.length())).asString(StandardCharsets.ISO_8859_1)
                        .isEqualTo(new String(question(i), StandardCharsets.ISO_8859_1) + END);
                }
                assertThat(asked).hasValue(count);
                assertThat(answeredEarly).as("had an answer before the first %s were read", Departures.MAX).hasValue(0);
            } finally {
                for (var client : clients) client.close();
                server.close().sync();
            }
        }
    }

    private static byte[] question(int number) {
        return "%09d".formatted(number).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) throw new IllegalStateException("nothing came for ten seconds");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends back what came, as a head, and a body behind it. */
    private final class Answering extends ChannelInboundHandlerAdapter {
        private final BodyWriter out;

        Answering(Channel channel, LoopContext loop) {
            this.out = new BodyWriter(channel, loop, false);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var question = (ByteBuf) message;
            var bytes = new byte[question.readableBytes()];
            question.readBytes(bytes);
            question.release();
            var head = new WireBuffer(16).put(bytes);
            out.head(head, new BodyLength.Exactly(END.length()));
            out.data(context.alloc().buffer().writeBytes(END.getBytes(StandardCharsets.ISO_8859_1)));
            if (asked.incrementAndGet() <= Departures.MAX) answeredEarly.addAndGet((int) clients.stream().filter(DeparturesTest::hasAnAnswer).count());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            out.flushSoon();
            out.turnEnds();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            out.discard();
        }
    }

    private static boolean hasAnAnswer(Socket client) {
        try {
            return client.getInputStream().available() > 0;
        } catch (IOException gone) {
            return false;
        }
    }
}
