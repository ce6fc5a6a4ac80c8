// SPDX-License-Identifier: Apache-2.0
/**
 * Words every floor needs: sizes, identifiers, time.
 *
 * <p>Small, and kept small: nothing here knows of HTTP, files or sockets.
 */
@NullMarked
package dev.catena.base;

import org.jspecify.annotations.NullMarked;
