// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/** A stored response, as lists and purges see it. */
public interface StoredEntry {
    String key();

    /** Read from disk when it is asked for, where it lies there. */
    StoredHead head();

    /** Bytes of its body. */
    long bodyLength();
}
