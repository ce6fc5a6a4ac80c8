// SPDX-License-Identifier: Apache-2.0
/**
 * Who is asking, and who we are: proves clients to this proxy, and this proxy to the next hop.
 *
 * <p>Start at {@link dev.catena.identity.ClientAuth} for clients, at {@link dev.catena.identity.Responder} for the next hop. Nothing
 * here does I/O on the caller's thread; slow work goes to a {@link dev.catena.base.Offload}.
 */
@NullMarked
package dev.catena.identity;

import org.jspecify.annotations.NullMarked;
