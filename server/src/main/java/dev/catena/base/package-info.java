// SPDX-License-Identifier: Apache-2.0
/**
 * Words every floor needs: sizes, addresses, and text on its way to bytes.
 *
 * <p>Small, and kept small: nothing here knows of HTTP, files or sockets.
 */
@NullMarked
package dev.catena.base;

import org.jspecify.annotations.NullMarked;
