// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP as values: heads, fields, targets, body lengths, refusals; parsing and printing without I/O.
 *
 * <p>Start at {@link dev.catena.http.HeadScanner}, which turns bytes into heads or says what is wrong with them.
 */
@NullMarked
package dev.catena.http;

import org.jspecify.annotations.NullMarked;
