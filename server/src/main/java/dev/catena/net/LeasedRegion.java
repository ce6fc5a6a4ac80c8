// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A part of a file on its way to a socket without passing through this process. The file stays open; its lease ends once the bytes have gone. */
public final class LeasedRegion extends DefaultFileRegion {
    private final FileChannel file;
    private final @Nullable Sender sender;
    private final Runnable endOfLease;

    /** Sends from the file by one system call that waits for no disk. */
    @FunctionalInterface
    public interface Sender {
        /** Gives a socket what it takes now of these bytes: how many that were; 0 or less if none, whatever the reason. */
        long send(int socket, long from, long bytes);
    }

    /**
     * One that Netty sends.
     *
     * @param bytes at least one
     * @param endOfLease run once, on any thread, when the region is sent or given up
     */
    public LeasedRegion(FileChannel file, long from, long bytes, Runnable endOfLease) {
        this(file, from, bytes, null, endOfLease);
    }

    /** @param sender goes the short way to a socket that has one */
    public LeasedRegion(FileChannel file, long from, long bytes, @Nullable Sender sender, Runnable endOfLease) {
        super(file, from, bytes);
        this.file = file;
        this.sender = sender;
        this.endOfLease = endOfLease;
    }

    /** Whether {@link #sendTo} may send something. */
    boolean hasSender() {
        return sender != null;
    }

    /** Sends what the socket takes now. Returns what is left in place of this one, which has nothing any more; null if that is nothing. */
    @Nullable LeasedRegion sendTo(int socket) {
        long sent = sender == null ? 0 : sender.send(socket, position(), count());
        if (sent <= 0) return this;
        if (sent < count()) return new LeasedRegion(file, position() + sent, count() - sent, endOfLease);
        release();
        return null;
    }

    @Override
    protected void deallocate() {
        endOfLease.run();
    }

    /** Bytes not sent yet. */
    public long left() {
        return count() - transferred();
    }
}
