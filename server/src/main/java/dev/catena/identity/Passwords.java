// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.concurrent.CompletionStage;

/** Somebody who knows the passwords of accounts that are not ours: a Windows domain, a directory. */
interface Passwords {
    /**
     * Judges a password that a client gave in the clear; never fails.
     *
     * @param who by one name, however it was written
     * @param written the same as it was written
     */
    CompletionStage<Attempt> check(Principal who, String written, String password);
}
