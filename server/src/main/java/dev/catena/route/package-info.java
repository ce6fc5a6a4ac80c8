// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses where a request goes next: straight to the origin, or to a member of one of the upstreams.
 *
 * <p>Start at {@link dev.catena.route.Router}. Pure but for {@link dev.catena.route.UpstreamHealth}, which remembers who failed lately, and
 * {@link dev.catena.route.Turns}, which remembers whose turn it is.
 */
@NullMarked
package dev.catena.route;

import org.jspecify.annotations.NullMarked;
