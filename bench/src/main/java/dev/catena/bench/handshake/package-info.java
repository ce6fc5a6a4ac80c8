// SPDX-License-Identifier: Apache-2.0
/**
 * What proofs of identity cost: a whole Catena, in a real Windows domain, is measured from outside.
 *
 * <p>Start at {@link dev.catena.bench.handshake.Handshakes}; {@code bench/handshakes} runs it.
 */
@NullMarked
package dev.catena.bench.handshake;

import org.jspecify.annotations.NullMarked;
