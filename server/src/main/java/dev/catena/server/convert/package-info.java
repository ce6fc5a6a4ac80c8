// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the configuration of another proxy and writes a {@code catena.yaml} that means the same or less, with a list of everything
 * that was not carried over.
 *
 * <p>Start at {@link dev.catena.server.convert.Product}; what all readers fill in is a {@link dev.catena.server.convert.Draft}. The one law:
 * what cannot be carried over closes a door, it never opens one.
 */
@NullMarked
package dev.catena.server.convert;

import org.jspecify.annotations.NullMarked;
