// SPDX-License-Identifier: Apache-2.0
/**
 * How members know of each other, on JGroups: who is there, who is lost, and what all of them are asked to do. Loaded by members of an
 * array only.
 *
 * <p>Start at {@link dev.catena.array.engine.ArrayEngine}. Nothing here is on the way of a request: who owns a URL follows from the last
 * roster, also when the engine has lost everybody.
 */
@NullMarked
package dev.catena.array.engine;

import org.jspecify.annotations.NullMarked;
