// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.exchange.RefusalPage;
import dev.catena.exchange.Snapshot;
import dev.catena.exchange.Worker;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.WireBuffer;
import dev.catena.net.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands where a client of a listener with TLS arrives, until its first octet: with it begins TLS, or an answer in the clear for somebody who
 * took this for a listener without. Owner: one event loop.
 */
final class TlsFront extends ChannelInboundHandlerAdapter {
    /** A record of the handshake protocol (RFC 8446 §5.1). */
    private static final byte HANDSHAKE = 22;

    private static final String REMEDY = "write the proxy's address with https://";

    private final Worker worker;
    private final Snapshot now;
    private final ServerTls tls;
    private boolean refused;

    TlsFront(Worker worker, Snapshot now, ServerTls tls) {
        this.worker = worker;
        this.now = now;
        this.tls = tls;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var first = (ByteBuf) message;
        if (refused || !first.isReadable()) {
            first.release();
        } else if (first.getByte(first.readerIndex()) == HANDSHAKE) {
            var handler = tls.handler(context.alloc(), now.timeouts().head());
            context.pipeline().addAfter(context.name(), null, handler);
            context.fireChannelRead(first);
            context.pipeline().remove(this);
        } else {
            first.release();
            refuse(context);
        }
    }

    /** Where a certificate is the log-in, another proxy reads this as a challenge: to it, it is error 12201. */
    private void refuse(ChannelHandlerContext context) {
        refused = true;
        boolean wantsProof = tls.requiresCertificate();
        var refusal = wantsProof
            ? new Refusal(RefusalCode.CLIENT_AUTHENTICATION, "this listener speaks TLS and wants a client certificate, and the request came without either", REMEDY)
            : new Refusal(RefusalCode.REQUEST_MALFORMED, "this listener speaks TLS, and the request came without", REMEDY);
        var page = RefusalPage.plain(refusal, worker.ids().next(), now.pseudonym());
        var head = new WireBuffer(512).put("HTTP/1.1 ").put(page.status()).put(" ").put(page.reason()).crlf();
        page.writeFields(head);
        if (wantsProof) head.put("Proxy-Authenticate: Certificate realm=\"tls\"\r\n");
        head.put("Content-Length: ").put(page.length()).put("\r\nConnection: close\r\n\r\n");
        context.write(Unpooled.wrappedBuffer(head.toByteArray()));
        context.writeAndFlush(page.takeBody()).addListener(ChannelFutureListener.CLOSE);
    }
}
