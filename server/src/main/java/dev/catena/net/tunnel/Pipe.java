// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

/** A pipe of the kernel, through which pages go from one socket to the other without being copied. */
final class Pipe extends Vessel {
    final int readEnd;
    final int writeEnd;
    /** What it was made to hold; the kernel may have given less. */
    final int size;
    private final Kernel kernel;

    Pipe(Kernel kernel, int readEnd, int writeEnd, int size) {
        this.kernel = kernel;
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
        this.size = size;
    }

    @Override
    long fill(int socket) {
        long moved = kernel.splice(socket, writeEnd, size);
        if (moved > 0) bytes = moved;
        return moved;
    }

    @Override
    long pour(int socket) {
        long moved = kernel.splice(readEnd, socket, bytes);
        if (moved > 0) bytes -= moved;
        return moved;
    }

    @Override
    void close() {
        kernel.close(readEnd);
        kernel.close(writeEnd);
    }
}
