// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.util.concurrent.CompletionStage;

/** Says whether a response proves its user: somebody who knows the passwords, such as a domain. */
public interface NtlmJudge {
    /** Judges one response; completes within the judge's own deadline, never exceptionally. May be asked from any thread. */
    CompletionStage<Judgement> judge(NtlmProof proof);

    /** What a judge says. */
    sealed interface Judgement {
        /** It is right. The key is the response's session base key (MS-NLMP 3.3.2), 16 bytes. */
        record Right(byte[] sessionBaseKey) implements Judgement {}

        /** It is wrong, or the account may not log in. */
        record Wrong(NtlmRefusal reason, String words) implements Judgement {}

        /** Nobody can say now. */
        record Unavailable(String words) implements Judgement {}
    }
}
