// SPDX-License-Identifier: Apache-2.0
/**
 * Answers requests from what is stored, as RFC 9111 permits: its rules as pure functions, and one facade that applies them.
 *
 * <p>Start at {@link dev.catena.cache.Cache}; before a request goes out, {@link dev.catena.cache.Lookup}, and when its response has come,
 * {@link dev.catena.cache.Settlement}.
 */
@NullMarked
package dev.catena.cache;

import org.jspecify.annotations.NullMarked;
