// SPDX-License-Identifier: Apache-2.0
/**
 * Several Catenas as one cache: who asks whom, what happens when one goes, and what they tell others of themselves.
 *
 * <p>Start at {@link dev.catena.scenarios.arrays.Members}.
 */
@NullMarked
package dev.catena.scenarios.arrays;

import org.jspecify.annotations.NullMarked;
