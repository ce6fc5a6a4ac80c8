// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The least that a proxy on this JVM and on Netty's epoll can do: one read, one look-up by the target as it came, one send of an answer that lies ready, head and
 * body in one piece; for a miss the same twice. It reads no fields, knows no age, keeps no bound, checks nothing, logs and counts nothing, and breaks on whatever
 * a load generator does not send. What a proxy costs more than this is its own doing; what this costs more than a program in C is the JVM's and Netty's.
 */
public final class Floor {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEPT = "max-age".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, ByteBuf> answers = new ConcurrentHashMap<>();

    /** @param arguments a port on 127.0.0.1, and a number of event loops */
    public static void main(String... arguments) throws InterruptedException {
        new Floor().serve(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private void serve(int port, int loops) throws InterruptedException {
        var group = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
        new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(4096))
            .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                @Override
                protected void initChannel(EpollSocketChannel channel) {
                    channel.pipeline().addLast(new Client(channel));
                }
            })
            .bind("127.0.0.1", port).sync().channel().closeFuture().sync();
    }

    /** Straight to the kernel; what it does not take goes through the queue. */
    private static void send(EpollSocketChannel channel, ByteBuf bytes) {
        int sent = 0;
        try {
            var queue = channel.unsafe().outboundBuffer();
            if (queue != null && queue.isEmpty()) {
                sent = Math.max(0, ((Socket) channel.fd()).sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
            }
        } catch (IOException broken) {
            channel.close();
        }
        if (sent < bytes.readableBytes()) channel.writeAndFlush(bytes.retainedSlice(bytes.readerIndex() + sent, bytes.readableBytes() - sent));
    }

    /** Where that stands in the first so many bytes, or -1. */
    private static int indexOf(byte[] bytes, int count, byte[] wanted) {
        for (int at = 0; at <= count - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) same++;
            if (same == wanted.length) return at;
        }
        return -1;
    }

    private final class Client extends ChannelInboundHandlerAdapter {
        private final EpollSocketChannel channel;
        private @Nullable Origin origin;

        Client(EpollSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var in = (ByteBuf) message;
            try {
                int from = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) ' ') + 1;
                int to = in.indexOf(from, in.writerIndex(), (byte) ' ');
                var target = in.toString(from, to - from, StandardCharsets.ISO_8859_1);
                var answer = answers.get(target);
                if (answer != null) send(channel, answer);
                else fetch(target, in, from, to);
            } finally {
                in.release();
            }
        }

        /** The request as it came, but with a target in origin form. */
        private void fetch(String target, ByteBuf in, int from, int to) {
            int host = "http://".length();
            int path = target.indexOf('/', host);
            var request = channel.alloc().directBuffer(in.readableBytes())
                .writeBytes(in, in.readerIndex(), from - in.readerIndex())
                .writeBytes(in, from + path, to - from - path)
                .writeBytes(in, to, in.writerIndex() - to);
            if (origin == null) origin = new Origin(this, target.substring(host, path));
            origin.ask(target, request);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (origin != null) origin.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** A client's own connection to the origin. */
    private final class Origin extends ChannelInboundHandlerAdapter {
        private final Client client;
        private final Channel channel;
        private final ChannelFuture connected;
        private final byte[] head = new byte[1024];
        private String target = "";
        private ByteBuf come = Unpooled.EMPTY_BUFFER;

        Origin(Client client, String authority) {
            this.client = client;
            int colon = authority.indexOf(':');
            connected = new Bootstrap().group(client.channel.eventLoop()).channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(64 * 1024))
                .handler(this)
                .connect(new InetSocketAddress(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1))));
            channel = connected.channel();
        }

        void ask(String asked, ByteBuf request) {
            target = asked;
            if (!channel.isActive()) {
                connected.addListener(_ -> channel.writeAndFlush(request));
                return;
            }
            send((EpollSocketChannel) channel, request);
            request.release();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var in = (ByteBuf) message;
            come = come.isReadable() ? Unpooled.wrappedBuffer(come, in) : in;
            int count = Math.min(head.length, come.readableBytes());
            come.getBytes(come.readerIndex(), head, 0, count);
            int end = indexOf(head, count, HEAD_END);
            int length = indexOf(head, count, LENGTH);
            if (end < 0 || length < 0) return;
            int whole = end + HEAD_END.length;
            for (int at = length + LENGTH.length, number = 0; head[at] != '\r'; at++) {
                number = number * 10 + head[at] - '0';
                if (head[at + 1] == '\r') whole += number;
            }
            if (come.readableBytes() < whole) return;
            var answer = come;
            come = Unpooled.EMPTY_BUFFER;
            if (indexOf(head, end, KEPT) >= 0) {
                answers.put(target, Unpooled.directBuffer(answer.readableBytes()).writeBytes(answer, answer.readerIndex(), answer.readableBytes()));
            }
            if (answer.hasMemoryAddress()) send(client.channel, answer);
            else client.channel.writeAndFlush(answer.retain());
            answer.release();
        }

        void close() {
            channel.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            client.channel.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
