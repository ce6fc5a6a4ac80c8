// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of caching, held against those who wrote tests for them: the public suite as it is published, and tables of our own for what it
 * does not ask.
 */
@NullMarked
package dev.catena.scenarios.conformance;

import org.jspecify.annotations.NullMarked;
