// SPDX-License-Identifier: Apache-2.0
/**
 * The product's promises, written as traffic through the real server, which is seen only through its settings file, sockets and console.
 *
 * <p>Start at {@link dev.catena.scenarios.Stage}: what a scenario is given. A folder for each promise stands beside it.
 */
@NullMarked
package dev.catena.scenarios;

import org.jspecify.annotations.NullMarked;
