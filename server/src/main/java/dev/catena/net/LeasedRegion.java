// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/** A part of a file on its way to a socket without passing through this process. The file stays open; its lease ends once the bytes have gone. */
public final class LeasedRegion extends DefaultFileRegion {
    private final Runnable endOfLease;

    /**
     * @param bytes at least one
     * @param endOfLease run once, on any thread, when the region is sent or given up
     */
    public LeasedRegion(FileChannel file, long from, long bytes, Runnable endOfLease) {
        super(file, from, bytes);
        this.endOfLease = endOfLease;
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
