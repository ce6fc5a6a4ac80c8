// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what: is the request one for a proxy at all, and which named rule allows or denies it.
 *
 * <p>Start at {@link dev.catena.policy.Gate}, which every request passes first, and {@link dev.catena.policy.Policy}. Pure functions of their arguments.
 */
@NullMarked
package dev.catena.policy;

import org.jspecify.annotations.NullMarked;
