// SPDX-License-Identifier: Apache-2.0
/**
 * Who is who: clients that log in here, and this proxy that logs in at the next one.
 *
 * <p>Start at {@link dev.catena.scenarios.chains.ChainTest}; what two proxies in a row are made of is in
 * {@link dev.catena.scenarios.chains.Chain}.
 */
@NullMarked
package dev.catena.scenarios.chains;

import org.jspecify.annotations.NullMarked;
