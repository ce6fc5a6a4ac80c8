// SPDX-License-Identifier: Apache-2.0
/**
 * What an administrator sees and may change: status, metrics, health, and the commands that act on a running proxy.
 *
 * <p>Where it listens is in {@link ConsoleSettings}.
 */
@NullMarked
package dev.catena.console;

import org.jspecify.annotations.NullMarked;
