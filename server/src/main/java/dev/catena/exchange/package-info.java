// SPDX-License-Identifier: Apache-2.0
/**
 * Takes one request from its head to its last byte.
 *
 * <p>Start at {@link dev.catena.exchange.Flow}, the life of a request on one screen; {@link dev.catena.exchange.Exchange}
 * walks through it.
 */
@NullMarked
package dev.catena.exchange;

import org.jspecify.annotations.NullMarked;
