// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses where a request goes next.
 *
 * <p>Start at {@link dev.catena.route.Router}. Pure.
 */
@NullMarked
package dev.catena.route;

import org.jspecify.annotations.NullMarked;
