// SPDX-License-Identifier: Apache-2.0
/**
 * The accounts file that {@code catena passwd} makes: names and Argon2id hashes, one line an account.
 *
 * <p>Start at {@link Accounts}.
 */
@NullMarked
package dev.catena.identity.accounts;

import org.jspecify.annotations.NullMarked;
