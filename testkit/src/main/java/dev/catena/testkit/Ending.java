// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

/** How the peer's side of a connection is found. */
public enum Ending {
    /** Not ended: nothing came within the time given. */
    OPEN,
    /** Ended with FIN. */
    CLOSED,
    /** Ended with RST. */
    RESET,
    /** Not ended: bytes came that nobody asked for. */
    SURPLUS
}
