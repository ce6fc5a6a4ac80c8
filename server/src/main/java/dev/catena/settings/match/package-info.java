// SPDX-License-Identifier: Apache-2.0
/**
 * What rules and routes ask of a request, as people write it: hosts, networks, ports.
 *
 * <p>Start at {@link dev.catena.settings.match.HostPattern}. Pure, and the same for everybody who matches.
 */
@NullMarked
package dev.catena.settings.match;

import org.jspecify.annotations.NullMarked;
