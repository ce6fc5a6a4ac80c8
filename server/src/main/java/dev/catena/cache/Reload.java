// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/** What a rule makes of a client that demands a new answer by {@code Cache-Control} or {@code Pragma} in its request. */
public enum Reload {
    /** It gets one (RFC 9111 §5.2.1). */
    OBEY,
    /** It gets what is stored as everybody else; {@code only-if-cached} is obeyed all the same. */
    IGNORE
}
