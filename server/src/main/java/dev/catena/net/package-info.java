// SPDX-License-Identifier: Apache-2.0
/**
 * Netty kept in one place: event loops, read buffers, deadlines, names and addresses, and bodies with back-pressure.
 *
 * <p>Start at {@link dev.catena.net.Loops}; a body flows from a {@link dev.catena.net.BodySource} to a
 * {@link dev.catena.net.BodySink}.
 */
@NullMarked
package dev.catena.net;

import org.jspecify.annotations.NullMarked;
