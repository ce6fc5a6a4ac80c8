// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A client's answer to a challenge by NTLMv2 (MS-NLMP 2.2.2.7 and 2.2.2.8): a proof, and the blob it covers. Prints neither.
 *
 * @param target what the client says of the server it means
 */
record NtlmV2Response(byte[] proof, byte[] blob, AvPairs target) {
    /** Responses of this length are by LM or NTLMv1. */
    static final int V1_BYTES = 24;

    static final int CLIENT_CHALLENGE_BYTES = 8;
    private static final int PROOF_BYTES = 16;
    private static final int PAIRS_AT = 28;
    private static final byte[] VERSIONS = {1, 1, 0, 0, 0, 0, 0, 0};

    static NtlmV2Response parse(byte[] response) throws MalformedNtlm {
        if (response.length < PROOF_BYTES + PAIRS_AT || response[PROOF_BYTES] != 1 || response[PROOF_BYTES + 1] != 1) {
            throw new MalformedNtlm("its response is not by NTLMv2");
        }
        var pairs = AvPairs.parse(Arrays.copyOfRange(response, PROOF_BYTES + PAIRS_AT, response.length));
        return new NtlmV2Response(proofIn(response), blobIn(response), pairs);
    }

    static byte[] proofIn(byte[] response) {
        return Arrays.copyOf(response, PROOF_BYTES);
    }

    static byte[] blobIn(byte[] response) {
        return Arrays.copyOfRange(response, PROOF_BYTES, response.length);
    }

    static NtlmV2Response of(byte[] responseKey, byte[] challenge, byte[] fileTime, byte[] clientChallenge, AvPairs target) {
        var pairs = target.bytes();
        var blob = ByteBuffer.allocate(PAIRS_AT + pairs.length + 4)
            .put(VERSIONS).put(fileTime).put(clientChallenge).putInt(0).put(pairs).putInt(0).array();
        return new NtlmV2Response(NtlmKeys.proof(responseKey, challenge, blob), blob, target);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(proof.length + blob.length).put(proof).put(blob).array();
    }

    boolean promisesMic() {
        return Flags.has(target.flags(), AvPairs.FLAG_MIC);
    }

    @Override
    public String toString() {
        return "****";
    }
}
