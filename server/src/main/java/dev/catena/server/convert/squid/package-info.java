// SPDX-License-Identifier: Apache-2.0
/**
 * Reads {@code squid.conf}: its lines, its access lists with their order and their "not", and its cache peers.
 *
 * <p>Start at {@link dev.catena.server.convert.squid.SquidConverter}.
 */
@NullMarked
package dev.catena.server.convert.squid;

import org.jspecify.annotations.NullMarked;
