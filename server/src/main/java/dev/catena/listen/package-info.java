// SPDX-License-Identifier: Apache-2.0
/**
 * The client's side: sockets, and the HTTP/1 edge that turns bytes into exchanges and answers into bytes.
 *
 * <p>Start at {@link dev.catena.listen.Listener}; what one connection does is in
 * {@link dev.catena.listen.ClientConnection}.
 */
@NullMarked
package dev.catena.listen;

import org.jspecify.annotations.NullMarked;
