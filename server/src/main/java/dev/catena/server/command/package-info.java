// SPDX-License-Identifier: Apache-2.0
/**
 * The commands a person types: each is a class of its own, and what they need of the machine is a {@link Surroundings}.
 *
 * <p>Start at {@link Catena}, which lists them.
 */
@NullMarked
package dev.catena.server.command;

import org.jspecify.annotations.NullMarked;
