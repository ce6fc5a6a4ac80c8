// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.WireBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message: a head, then a body in the framing that the head announced (RFC 9112 §6, §7.1). Small pieces
 * travel together: the head and the first bytes of the body, or the parts of a chunk, are one buffer and one system
 * call. Owner: one event loop.
 */
public final class BodyWriter {
    /** Bytes up to which data is copied behind what is waiting instead of being written as a buffer of its own. */
    private static final int COPY_MAX = 32 * 1024;
    /** From so many bytes on it costs less to hand the kernel two buffers than to copy one behind the other. */
    private static final int REFER_MIN = 4 * 1024;
    /** All there is, by its address. */
    @SuppressWarnings("restricted") // used only where a caller vouches for the memory
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private final Channel channel;
    private final SharedWrites buffers;
    private final Departures departures;
    private final @Nullable SocketWrites socket;
    private @Nullable ByteBuf waiting;
    /** Goes right behind {@link #waiting}, and nothing behind it before both are sent or queued. */
    private @Nullable ByteBuf behind;
    /** The same, of a file; one of the two at most. */
    private @Nullable LeasedRegion fileBehind;
    /** It will be sent without being asked again. */
    private boolean isDue;
    /** Something was written that has not been flushed. */
    private boolean unflushed;
    private boolean chunked;
    private @Nullable LeasedRegion region;
    private long dataBytes;
    private long wireBytes;

    /** @param encrypted TLS stands between this and the socket, or will */
    public BodyWriter(Channel channel, LoopContext context, boolean encrypted) {
        this.channel = channel;
        this.buffers = context.writes();
        this.departures = context.departures();
        this.socket = encrypted ? null : SocketWrites.of(channel, context::vector);
    }

    /** Begins a message. {@code expected} bytes of body may follow soon and get room beside the head. */
    public void head(WireBuffer head, BodyLength body) {
        chunked = body instanceof BodyLength.Chunked;
        int room = switch (body) {
            case BodyLength.None() -> 0;
            case BodyLength.Exactly(long length) -> length < (socket == null ? COPY_MAX : REFER_MIN) ? (int) length : 0;
            case BodyLength.Chunked(), BodyLength.UntilClose() -> 512;
        };
        append(head.array(), 0, head.length(), room);
    }

    /** Owns the chunk. */
    public void data(ByteBuf chunk) {
        int length = chunk.readableBytes();
        if (length == 0) {
            chunk.release();
            return;
        }
        dataBytes += length;
        if (chunked) {
            // a size line, the data, and the CR LF behind it
            byte[] size = Integer.toHexString(length).getBytes(StandardCharsets.ISO_8859_1);
            append(size, 0, size.length, 4 + (length <= COPY_MAX ? length : 0));
            append(CRLF, 0, 2, 0);
        }
        if (length >= REFER_MIN && !chunked && waiting != null && isNothingBehind() && socket != null && chunk.hasMemoryAddress()) {
            behind = chunk;
        } else if (length <= COPY_MAX && (waiting != null || chunked)) {
            copy(chunk, length);
        } else {
            release();
            write(chunk);
        }
        if (chunked) append(CRLF, 0, 2, 0);
    }

    /**
     * Copies data from there behind what is waiting; false, and nothing happened, if that is not the way for it.
     *
     * @param address of memory that stays what it is during the call
     */
    public boolean copy(long address, long length) {
        if (chunked || waiting == null || length >= REFER_MIN) return false;
        var target = ensure((int) length);
        if (!target.hasMemoryAddress()) return false;
        MemorySegment.copy(MEMORY, address, MEMORY, target.memoryAddress() + target.writerIndex(), length);
        target.writerIndex(target.writerIndex() + (int) length);
        dataBytes += length;
        return true;
    }

    /** Owns the region, whose bytes the kernel sends from the file. Only the latest counts for {@link #isWritable}, so one is written at a time. */
    public void file(LeasedRegion next) {
        long length = next.count();
        dataBytes += length;
        if (chunked) {
            byte[] size = Long.toHexString(length).getBytes(StandardCharsets.ISO_8859_1);
            append(size, 0, size.length, 4);
            append(CRLF, 0, 2, 0);
        }
        wireBytes += length;
        region = next;
        if (!chunked && next.hasSender() && waiting != null && isNothingBehind() && socket != null && !unflushed) {
            fileBehind = next;
            return;
        }
        release();
        queue(next);
        if (chunked) append(CRLF, 0, 2, 0);
    }

    private boolean isNothingBehind() {
        return behind == null && fileBehind == null;
    }

    private void queue(LeasedRegion file) {
        unflushed = true;
        channel.write(file).addListener(sent -> regionEnded(file, sent.isSuccess()));
    }

    /** Netty counts no bytes for a region, so its end is told here in the same way. */
    private void regionEnded(LeasedRegion ended, boolean sent) {
        if (region == ended) region = null;
        if (!sent) channel.close();
        else if (isWritable()) channel.pipeline().fireChannelWritabilityChanged();
    }

    private void copy(ByteBuf chunk, int length) {
        ensure(length).writeBytes(chunk);
        chunk.release();
    }

    /** Ends the message. Trailers travel only behind a chunked body. */
    public void end(Headers trailers) {
        if (!chunked) return;
        var section = new WireBuffer(64);
        section.put(LAST_CHUNK);
        trailers.writeTo(section);
        section.crlf();
        append(section.array(), 0, section.length(), 0);
    }

    /** Writes bytes as they are, in front of nothing else: an interim response. */
    public void raw(WireBuffer message) {
        append(message.array(), 0, message.length(), 0);
    }

    private void append(byte[] source, int from, int to, int room) {
        ensure(to - from + room).writeBytes(source, from, to - from);
    }

    /** What is held back, with room for so many bytes more. */
    private ByteBuf ensure(int more) {
        if (!isNothingBehind()) release();
        if (waiting != null && waiting.writableBytes() < more && waiting.readableBytes() > COPY_MAX) release();
        if (waiting == null) waiting = buffers.take(Math.max(more, 256), channel.alloc());
        return waiting.ensureWritable(more);
    }

    /** Hands over to the channel what was held back. */
    private void release() {
        if (waiting == null) return;
        var held = waiting;
        var next = behind;
        var file = fileBehind;
        waiting = null;
        behind = null;
        fileBehind = null;
        write(held);
        if (next != null) write(next);
        if (file != null) queue(file);
    }

    private void write(ByteBuf buffer) {
        wireBytes += buffer.readableBytes();
        queue(buffer);
    }

    private void queue(ByteBuf buffer) {
        unflushed = true;
        channel.write(buffer, channel.voidPromise());
    }

    /** Sends all that was written, and will have been, when the loop has read what there is to read now. */
    public void flushSoon() {
        if (isDue || waiting == null && !unflushed) return;
        isDue = departures.add(this);
        if (!isDue) flush();
    }

    /** Its turn has come. */
    void depart() {
        isDue = false;
        flush();
    }

    /** Said at the end of what one connection brought: all that are due are sent now if no more may wait. */
    public void turnEnds() {
        departures.sendIfFull();
    }

    /** Sends all that was written. */
    public void flush() {
        if (waiting != null && socket != null && !unflushed) {
            sendNow(waiting, socket);
        } else {
            release();
        }
        if (!unflushed) return;
        unflushed = false;
        channel.flush();
    }

    private void sendNow(ByteBuf held, SocketWrites to) {
        var next = behind;
        var file = fileBehind;
        waiting = null;
        behind = null;
        fileBehind = null;
        wireBytes += held.readableBytes();
        if (next == null) {
            to.send(held);
        } else {
            wireBytes += next.readableBytes();
            to.send(held, next);
        }
        queueRest(held);
        if (next != null) queueRest(next);
        if (file != null) sendNow(file, to);
    }

    private void sendNow(LeasedRegion file, SocketWrites to) {
        region = to.send(file);
        if (region != null) queue(region);
        else regionEnded(file, true);
    }

    private void queueRest(ByteBuf sent) {
        if (sent.isReadable()) queue(sent);
        else sent.release();
    }

    /** Frees what was not sent; the connection is gone. */
    public void discard() {
        if (waiting != null) waiting.release();
        if (behind != null) behind.release();
        waiting = null;
        behind = null;
        if (fileBehind != null) fileBehind.release();
        fileBehind = null;
    }

    /** Bytes of body data written so far, over all messages. */
    public long dataBytes() {
        return dataBytes;
    }

    /** All bytes written so far, those held back included: heads, framing and data. */
    public long wireBytes() {
        long held = waiting == null ? 0 : waiting.readableBytes();
        return wireBytes + held + (behind == null ? 0 : behind.readableBytes());
    }

    /** Whether more should be written now: what is on its way stays below the high-water mark, and no file is being sent. */
    public boolean isWritable() {
        return region == null && channel.isWritable();
    }

    /** Bytes written that the kernel has not taken yet. */
    public long pendingBytes() {
        var buffer = channel.unsafe().outboundBuffer();
        long buffered = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        return region == null ? buffered : buffered + region.left();
    }
}
