// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

/** Holds the bytes of one direction on their way from one socket to the other. Filled only when it is empty. Owner: one event loop. */
abstract sealed class Vessel permits Pipe, Bucket {
    /** In it now. */
    long bytes;

    /** Takes what a socket has, as much as fits; 0 at the end of the stream, or an error number with its sign turned. */
    abstract long fill(int socket);

    /** Gives some of it to a socket; how much, or an error number with its sign turned. */
    abstract long pour(int socket);

    /** Frees what it is made of, with all that is in it. */
    abstract void close();
}
