// SPDX-License-Identifier: Apache-2.0
/**
 * Where the administrator looks: status page, metrics, health and the commands that a running proxy takes.
 *
 * <p>Start at {@link dev.catena.console.Console}; it asks the server through {@link dev.catena.console.Administered}.
 */
@NullMarked
package dev.catena.console;

import org.jspecify.annotations.NullMarked;
