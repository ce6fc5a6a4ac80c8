// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request, held in memory so that it can be sent more than once, and its digest. Its bytes count among those of bodies that
 * only pass. Owner: one event loop.
 */
public final class HeldContent {
    /** A first room for content of unknown length. */
    private static final int ROOM_MIN = 4 << 10;

    private final IntFunction<@Nullable Piece> room;
    private final int max;
    private final MessageDigest sha256;
    private @Nullable Piece piece;
    private boolean lacksRoom;

    /**
     * @param room memory for so many bytes; null if there is none
     * @param max bytes that are held
     */
    HeldContent(IntFunction<@Nullable Piece> room, int max) {
        this(room, max, newDigest());
    }

    private HeldContent(IntFunction<@Nullable Piece> room, int max, MessageDigest sha256) {
        this.room = room;
        this.max = max;
        this.sha256 = sha256;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }

    /**
     * Appends a copy of the chunk, which stays the caller's.
     *
     * @return false if that is more than is held, or there is no room; then nothing of it was taken
     */
    public boolean add(ByteBuf chunk) {
        int bytes = chunk.readableBytes();
        if (bytes > max - length()) return false;
        lacksRoom = !hasRoom(bytes);
        if (lacksRoom) return false;
        var held = piece;
        if (held == null) return true;
        held.writeBytes(chunk, chunk.readerIndex(), bytes);
        sha256.update(held.nioBuffer(held.writerIndex() - bytes, bytes));
        return true;
    }

    private boolean hasRoom(int more) {
        var held = piece;
        if (more == 0 || held != null && held.writableBytes() >= more) return true;
        var larger = room.apply(Math.min(max, Math.max(length() + more, Math.max(ROOM_MIN, 2 * length()))));
        if (larger == null) return false;
        if (held != null) {
            larger.writeBytes(held, 0, held.writerIndex());
            held.release();
        }
        piece = larger;
        return true;
    }

    /** Whether the memory was the reason why something was not taken. */
    public boolean lacksRoom() {
        return lacksRoom;
    }

    /** Bytes held. */
    public int length() {
        return piece == null ? 0 : piece.writerIndex();
    }

    /** SHA-256 of what is held, in lower-case hexadecimal, as {@code sha256sum} prints it. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
        } catch (CloneNotSupportedException everyProviderCan) {
            throw new AssertionError(everyProviderCan);
        }
    }

    /** What is held, for a caller who releases it. */
    public ByteBuf bytes() {
        var held = piece;
        return held == null ? Unpooled.EMPTY_BUFFER : held.retainedDuplicate();
    }

    /** The same content for somebody else, who releases it. */
    public HeldContent shared() {
        var other = new HeldContent(room, max, sha256);
        if (piece != null) piece.retain();
        other.piece = piece;
        return other;
    }

    /** It is not needed any more; doing so twice is the same as once. */
    public void release() {
        if (piece != null) piece.release();
        piece = null;
    }
}
