// SPDX-License-Identifier: Apache-2.0
/**
 * Catena among programs that are not ours, in a real Windows domain: Squid behind it, curl, cntlm, Java and a browser in front.
 *
 * <p>Start at {@link dev.catena.scenarios.domain.MatrixTest}. The domain is the testkit's; it needs root and skips elsewhere.
 */
@NullMarked
package dev.catena.scenarios.domain;

import org.jspecify.annotations.NullMarked;
