// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.exchange.RefusalPage;
import dev.catena.exchange.Snapshot;
import dev.catena.exchange.Worker;
import dev.catena.exchange.Workers;
import dev.catena.http.Refusal;
import dev.catena.http.WireBuffer;
import dev.catena.net.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A socket that clients connect to. It outlives reloads; what it lets in is asked of the settings in force. */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final String name;
    private final Workers workers;
    private final Admissions admissions;
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final Channel channel;
    private volatile boolean draining;

    private Listener(String name, InetSocketAddress address, Loops loops, Workers workers, Admissions admissions)
        throws IOException {
        this.name = name;
        this.workers = workers;
        this.admissions = admissions;
        var bind = new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverSocket())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel child) {
                    accept(child);
                }
            })
            .bind(address)
            .awaitUninterruptibly();
        if (!bind.isSuccess()) throw new IOException("the listener %s cannot listen: %s".formatted(name, bind.cause().getMessage()), bind.cause());
        channel = bind.channel();
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address cannot be had
     */
    public static Listener open(String name, InetSocketAddress address, Loops loops, Workers workers, Admissions admissions)
        throws IOException {
        return new Listener(name, address, loops, workers, admissions);
    }

    private void accept(SocketChannel child) {
        var worker = workers.of(child.eventLoop());
        var snapshot = worker.snapshot().get();
        var door = snapshot.doors().get(name);
        if (door == null) {
            child.close();
            return;
        }
        InetAddress client = child.remoteAddress().getAddress();
        var full = admissions.enter(client, snapshot.limits());
        if (full.isPresent()) {
            if (door.tls().isPresent()) child.close(); // before the handshake nobody there could read why
            else turnAway(child, worker, snapshot, full.get());
            return;
        }
        child.closeFuture().addListener(_ -> admissions.leave(client));
        int high = (int) Math.max(32 * 1024, snapshot.limits().inFlight().bytes() / 2);
        child.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
        boolean encrypted = door.tls().isPresent();
        // TLS keeps pieces of records over turns of the loop, and would keep the shared buffer from the others
        if (!encrypted) child.config().setRecvByteBufAllocator(worker.context().clientReads());
        var connection = new ClientConnection(worker, this, child, door, encrypted);
        connections.add(connection);
        child.closeFuture().addListener(_ -> connections.remove(connection));
        door.tls().ifPresent(tls -> child.pipeline().addLast(new TlsFront(worker, snapshot, tls)));
        child.pipeline().addLast(connection);
    }

    private static void turnAway(SocketChannel child, Worker worker, Snapshot snapshot, Refusal refusal) {
        var page = RefusalPage.plain(refusal, worker.ids().next(), snapshot.pseudonym());
        var message = new WireBuffer(512).put("HTTP/1.1 503 Service Unavailable\r\n");
        page.writeFields(message);
        message.put("Content-Length: ").put(page.length()).put("\r\nConnection: close\r\n\r\n");
        child.write(Unpooled.wrappedBuffer(message.toByteArray()));
        child.writeAndFlush(page.takeBody()).addListener(ChannelFutureListener.CLOSE);
    }

    public String name() {
        return name;
    }

    /** Where it listens, with the port the system chose if the settings left it to it. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    boolean isDraining() {
        return draining;
    }

    /** A client and we did not agree on TLS. */
    void handshakeFailed() {
        admissions.handshakeFailed();
    }

    /** Open client connections. */
    public int connectionCount() {
        return connections.size();
    }

    /** Takes no more connections; idle ones close, busy ones after their answer. */
    public void drain() {
        draining = true;
        channel.close().awaitUninterruptibly();
        for (var connection : connections) connection.context().loop().execute(connection::endSoon);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        for (var connection : connections) connection.context().loop().execute(connection::closeNow);
    }
}
