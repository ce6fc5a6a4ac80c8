// SPDX-License-Identifier: Apache-2.0
/**
 * The algebra of rules: conditions of requests that can be intersected, compared and, where possible, turned around, and lists of
 * rulings made of them.
 *
 * <p>Start at {@link dev.catena.server.convert.match.DecisionList}. Catena's rules know no "not"; here it is taken out of other products' rules.
 */
@NullMarked
package dev.catena.server.convert.match;

import org.jspecify.annotations.NullMarked;
