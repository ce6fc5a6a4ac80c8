// SPDX-License-Identifier: Apache-2.0
/**
 * How hot paths are measured, and the messages they are measured with.
 *
 * <p>The benchmarks themselves stand in the packages of what they measure, so that nothing is public only for them.
 */
@NullMarked
package dev.catena.bench;

import org.jspecify.annotations.NullMarked;
