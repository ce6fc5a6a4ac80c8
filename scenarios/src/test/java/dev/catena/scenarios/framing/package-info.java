// SPDX-License-Identifier: Apache-2.0
/**
 * Strictness, as bytes: what is forwarded is forwarded in one form, what is doubtful is refused, and no peer can hang or feed the
 * proxy. The tables are in the resources beside this package.
 */
@NullMarked
package dev.catena.scenarios.framing;

import org.jspecify.annotations.NullMarked;
