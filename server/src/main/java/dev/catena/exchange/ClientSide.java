// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.identity.ConnectionProof;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import dev.catena.upstream.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client as an exchange sees it: what it sent, and where the answer goes. Which HTTP version it speaks is the
 * edge's matter. Owner: one event loop.
 */
public interface ClientSide {
    /** What the connection's event loop has. */
    LoopContext context();

    InetSocketAddress address();

    /** The client is on this machine and came over its loopback. */
    boolean isOverLoopback();

    /** How far the connection has come in proving who is on it. */
    ConnectionProof proof();

    /** The connections to next hops that serve this client's connection alone. */
    Pins pins();

    /** Reads the request's body away if it is small, so that the connection lives on although the answer does not wait for it. */
    void skipRequestBody();

    /** The body of the request; flows once it is asked for. */
    BodySource requestBody();

    /** Sends an interim response on (RFC 9110 §15.2); nothing to clients that do not know them. */
    void interim(ResponseHead head);

    /**
     * Begins the answer.
     *
     * @param fields field lines but those of framing; read before this returns
     * @param body the length as far as it is known; the edge chooses the framing
     * @param bodiless no body follows, whatever the length says: HEAD, 204, 304
     */
    void begin(int status, String reason, WireBuffer fields, BodyLength body, boolean bodiless);

    /** Owns the chunk. */
    void takeData(ByteBuf chunk);

    /** Takes a copy of data that lies there in memory during this call, if it is little; false: it took none. */
    default boolean takeCopy(long address, long length) {
        return false;
    }

    /** Whether the kernel can send files to it as they are. */
    boolean takesFiles();

    /** Owns the region: the next bytes of the answer are those of a file. */
    void takeFile(LeasedRegion region);

    /** The answer is complete; the exchange is over and may not touch the client any more. */
    void end(Headers trailers);

    /** The answer cannot be completed: the client must not take it for whole. Over as with {@link #end}. */
    void cut();

    void flush();

    /** Whether more should come now. {@link Exchange#clientWritable} tells when it may go on. */
    boolean isWritable();

    /** Whether anybody is there who reads bodies. */
    default boolean wantsBodies() {
        return true;
    }

    /**
     * Takes what the next hop answers as it is, instead of being given it by {@link #begin}; who does, sees to the body and tells the exchange how it ended.
     * False for clients.
     */
    default boolean takeReply(Reply.Head reply) {
        return false;
    }

    /** Bytes written to this client so far, heads and framing included. */
    long wireBytes();

    /** Of these the bodies', without framing. */
    long bodyBytes();

    /** After this answer the connection closes: what the client sends from now on cannot be told from an attack. */
    void closeAfterwards();

    /** Sends a head without framing and hands the connection over. */
    Handover becomeTunnel(int status, String reason, WireBuffer fields);

    /** A connection that no longer speaks HTTP, and what was read of it already. */
    record Handover(Channel channel, @Nullable ByteBuf rest) {}
}
