// SPDX-License-Identifier: Apache-2.0
/**
 * Builds the object graph by hand; starts, reloads, drains and stops the proxy.
 *
 * <p>Start at {@link Main}; the commands a person types are in {@code dev.catena.server.command}.
 */
@NullMarked
package dev.catena.server;

import org.jspecify.annotations.NullMarked;
