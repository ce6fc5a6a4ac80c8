// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to the next hop: dialled, pooled per event loop, speaking HTTP/1.
 *
 * <p>Start at {@link dev.catena.upstream.Upstreams}; what one connection does is in
 * {@link dev.catena.upstream.UpstreamConnection}.
 */
@NullMarked
package dev.catena.upstream;

import org.jspecify.annotations.NullMarked;
