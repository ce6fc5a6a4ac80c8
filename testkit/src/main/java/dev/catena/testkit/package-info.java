// SPDX-License-Identifier: Apache-2.0
/**
 * Actors for tests: an origin, a raw client, real programs, a clock and random cases. It knows nothing of the proxy.
 *
 * <p>Start at {@link dev.catena.testkit.Transcript}. Actors are plain blocking code on virtual threads; every wait has a
 * deadline and none is a sleep.
 */
@NullMarked
package dev.catena.testkit;

import org.jspecify.annotations.NullMarked;
