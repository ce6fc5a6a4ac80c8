// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops and the kind of sockets that live on them. */
public final class Loops implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final List<LoopContext> contexts = new ArrayList<>();
    private final AtomicInteger pipesInUse = new AtomicInteger();

    /**
     * @param threads 0 means one per processor
     * @throws IllegalArgumentException if epoll is demanded and does not work here
     */
    public Loops(Transport transport, int threads) {
        epoll = switch (transport) {
            case NIO -> false;
            case AUTO -> Epoll.isAvailable();
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new IllegalArgumentException("transport: epoll does not work here; use auto or nio", Epoll.unavailabilityCause());
                }
                yield true;
            }
        };
        IoHandlerFactory handlers = epoll ? EpollUntilClosed.newFactory() : NioIoHandler.newFactory();
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("catena-loop", false), handlers);
        group.forEach(executor -> contexts.add(new LoopContext((EventLoop) executor, pipesInUse)));
    }

    public MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /** One for each loop. */
    public List<LoopContext> contexts() {
        return List.copyOf(contexts);
    }

    /** Bytes of buffers outside the heap, over all loops of the process. */
    public static long directBytes() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** Pipes that hold bytes of spliced tunnels now. Any thread. */
    public int pipesInUse() {
        return pipesInUse.get();
    }

    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    public Class<? extends ServerSocketChannel> serverSocket() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public Class<? extends SocketChannel> socket() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    public Class<? extends DatagramChannel> datagramSocket() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** Ends the loops and frees their buffers; waits for running tasks, but not for connections. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(Duration.ofSeconds(5).toMillis());
        contexts.forEach(LoopContext::release);
    }
}
