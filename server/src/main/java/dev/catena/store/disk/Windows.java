// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.nio.ByteBuffer;

/** Bytes of a body in a file, which are verified a window at a time before any of them is sent. Counted: who reads has a reference. */
interface Windows {
    /** Bytes that are verified and sent together; a multiple of the checksums' blocks. */
    int WINDOW = 16 * Checksum.BLOCK;

    /** The file. */
    Segment segment();

    /** Where a byte of the body lies in the file. */
    long inFile(long at);

    /** Whether the window with that byte need not be verified: it was lately, and the kernel has it still. */
    boolean isTrusted(long at);

    /**
     * Reads the window with that byte and compares its checksums. May wait for the disk.
     *
     * @param into room for a window; has it afterwards, from position 0 to its limit
     * @return whether the bytes are as they were written
     */
    boolean verify(long at, ByteBuffer into);

    void retain();

    void release();
}
