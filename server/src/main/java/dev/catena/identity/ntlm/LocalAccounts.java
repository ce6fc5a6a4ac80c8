// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import java.security.MessageDigest;

/** Judges by NT hashes that we have ourselves (MS-NLMP 3.3.2). */
final class LocalAccounts {
    /** Stands in for accounts that do not exist, so that these take as long as the others. Nobody's: no password hashes to zeros that we know of. */
    private static final NtHash NOBODY = NtHash.of(new byte[NtHash.BYTES]);

    private LocalAccounts() {}

    static Judgement judge(NtlmProof claim, NtHashes accounts) {
        var hash = accounts.ntHash(claim.user(), claim.domain());
        var responseKey = NtlmKeys.responseKey(hash.orElse(NOBODY), claim.user(), claim.domain());
        if (!isRight(claim, responseKey) || hash.isEmpty()) {
            return new Judgement.Wrong(NtlmRefusal.WRONG_PASSWORD, "there is no such user, or the password is wrong");
        }
        return new Judgement.Right(NtlmKeys.sessionBaseKey(responseKey, NtlmV2Response.proofIn(claim.response())));
    }

    private static boolean isRight(NtlmProof claim, byte[] responseKey) {
        var blob = NtlmV2Response.blobIn(claim.response());
        return MessageDigest.isEqual(NtlmKeys.proof(responseKey, claim.challenge(), blob), NtlmV2Response.proofIn(claim.response()));
    }
}
