// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

/** What moves the bytes between sockets and us. */
public enum Transport {
    /** The fastest that works here. */
    AUTO,
    /** Linux epoll; a fault at start where it is not to be had. */
    EPOLL,
    /** The JDK's own, on every platform. */
    NIO
}
