// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.util.Optional;

/** The accounts of this machine that may log in by NTLM. */
@FunctionalInterface
public interface NtHashes {
    /**
     * The hash of an account, or empty if there is none; answers at once.
     *
     * @param user as the client wrote it; NTLM compares names without regard to case
     * @param domain as the client wrote it, maybe empty; the user may be {@code alice@corp.test} instead
     */
    Optional<NtHash> ntHash(String user, String domain);
}
