// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.base.IpAddress;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.identity.HopStep;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.SocksLogin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks a SOCKS proxy for a connection to the destination (RFC 1928, RFC 1929): greeting, user and password if it wants them, the
 * destination by its name, the answer. Every message has a fixed largest size, so nothing needs a bound of its own. When it is done it
 * leaves the pipeline, and what came behind the answer is the next handler's. Owner: one event loop.
 */
final class SocksHandshake extends ByteToMessageDecoder {
    private static final int VERSION = 5;
    private static final int NO_LOG_IN = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int NOTHING_SUITS = 0xff;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int NAME_OCTETS_MAX = 255;
    private static final int NO_ANSWER = 0;

    private enum Awaiting { METHOD, LEAVE, VERDICT, ANSWER, NOTHING }

    private final SocksLogin login;
    private final String proxy;
    private final String host;
    private final int port;
    private final CompletableFuture<Optional<Dialled>> outcome = new CompletableFuture<>();
    private Awaiting awaiting = Awaiting.METHOD;
    private LockoutBudget.@Nullable Trial trial;

    SocksHandshake(Destination destination, Way.Socks way) {
        this.login = way.login();
        this.proxy = way.proxy().toString();
        this.host = destination.host();
        this.port = destination.port();
    }

    /** Empty when the connection stands; otherwise why not. */
    CompletionStage<Optional<Dialled>> outcome() {
        return outcome;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            channelInactive(context);
            return;
        }
        send(context, login.hasUser() ? new byte[] {VERSION, 2, NO_LOG_IN, USER_AND_PASSWORD} : new byte[] {VERSION, 1, NO_LOG_IN});
        context.read();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (awaiting) {
            case METHOD -> method(context, in);
            case VERDICT -> verdict(context, in);
            case ANSWER -> answer(context, in);
            case LEAVE, NOTHING -> { }
        }
    }

    private void method(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < 2) return;
        int version = in.readUnsignedByte();
        int method = in.readUnsignedByte();
        if (version != VERSION) {
            broken("answered the greeting with version " + version + " of the protocol, or is no SOCKS proxy");
        } else if (method == NO_LOG_IN) {
            ask(context);
        } else if (method == USER_AND_PASSWORD && login.hasUser()) {
            logIn(context);
        } else if (method == NOTHING_SUITS) {
            declined(login.wanted());
        } else {
            broken("chose the method " + method + ", which was not offered");
        }
    }

    /** Others may be trying the same password. */
    private void logIn(ChannelHandlerContext context) {
        if (outcome.isDone()) return;
        if (!login.fits()) {
            declined(login.refused("user or password is longer than 255 octets, and the protocol has no room for more"));
            return;
        }
        switch (login.ask()) {
            case LockoutBudget.Leave.Go(var granted) -> {
                trial = granted;
                awaiting = Awaiting.VERDICT;
                send(context, login.message());
            }
            case LockoutBudget.Leave.Wait(var settled) -> {
                awaiting = Awaiting.LEAVE;
                settled.whenComplete((_, _) -> context.executor().execute(() -> logIn(context)));
            }
            case LockoutBudget.Leave.No(var why) -> declined(login.refused(why));
        }
    }

    private void verdict(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < 2) return;
        in.skipBytes(1);
        boolean accepted = in.readUnsignedByte() == 0;
        var tried = trial;
        trial = null;
        if (tried != null && accepted) tried.accepted();
        else if (tried != null) tried.refused();
        if (accepted) ask(context);
        else declined(login.refused("asked as SOCKS asks (RFC 1929)"));
    }

    private void ask(ChannelHandlerContext context) {
        var address = IpAddress.parse(host).map(literal -> literal.getAddress());
        byte[] name = address.orElseGet(() -> host.getBytes(StandardCharsets.ISO_8859_1));
        if (name.length > NAME_OCTETS_MAX) {
            settle(Optional.of(new Dialled.Declined(new Refusal(RefusalCode.SOCKS_REFUSED, "the host's name is longer than SOCKS has room for"))));
            return;
        }
        awaiting = Awaiting.ANSWER;
        var request = context.alloc().buffer(7 + name.length).writeByte(VERSION).writeByte(CONNECT).writeByte(0);
        if (address.isEmpty()) request.writeByte(NAME).writeByte(name.length);
        else request.writeByte(name.length == 4 ? IPV4 : IPV6);
        context.writeAndFlush(request.writeBytes(name).writeShort(port));
    }

    private void answer(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < 2) return;
        int version = in.getUnsignedByte(in.readerIndex());
        int reply = in.getUnsignedByte(in.readerIndex() + 1);
        int length = answerLength(in);
        if (version != VERSION || length == NO_ANSWER) {
            broken("answered with a message that is not of the protocol");
        } else if (reply != SocksReply.SUCCEEDED) {
            settle(Optional.of(new Dialled.Declined(SocksReply.refusal(reply, proxy, host + ":" + port))));
        } else if (in.readableBytes() >= length) {
            in.skipBytes(length);
            settle(Optional.empty());
            context.pipeline().remove(this);
        }
    }

    /** With the address it tells us and that we do not need; larger than what is here while it is not known. */
    private static int answerLength(ByteBuf in) {
        if (in.readableBytes() < 5) return Integer.MAX_VALUE;
        return switch (in.getUnsignedByte(in.readerIndex() + 3)) {
            case IPV4 -> 10;
            case IPV6 -> 22;
            case NAME -> 7 + in.getUnsignedByte(in.readerIndex() + 4);
            default -> NO_ANSWER;
        };
    }

    private static void send(ChannelHandlerContext context, byte[] message) {
        context.writeAndFlush(context.alloc().buffer(message.length).writeBytes(message));
    }

    private void declined(HopStep.Fail failure) {
        settle(Optional.of(new Dialled.Declined(failure.refusal())));
    }

    private void broken(String what) {
        settle(Optional.of(new Dialled.Unreachable(new Refusal(RefusalCode.SOCKS_REFUSED, "the SOCKS proxy %s %s".formatted(proxy, what),
            "check that a SOCKS proxy of version 5 listens there"))));
    }

    /** The deadline struck. */
    void tooLate(long millis) {
        settle(Optional.of(new Dialled.Unreachable(new Refusal(RefusalCode.CONNECTION_TIMEOUT,
            "the SOCKS proxy %s did not connect to %s:%d within %d ms".formatted(proxy, host, port, millis)))));
    }

    private void settle(Optional<Dialled> result) {
        awaiting = Awaiting.NOTHING;
        if (trial != null) trial.unanswered();
        trial = null;
        outcome.complete(result);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (outcome.isDone()) context.fireChannelInactive();
        else broken("closed the connection during the handshake");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken("broke off the handshake: " + cause.getMessage());
    }
}
