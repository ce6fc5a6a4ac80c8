// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/**
 * What a judge needs to know. Prints neither challenge nor response, from which a weak password could be guessed.
 *
 * @param user as the client wrote it, not empty
 * @param domain as the client wrote it, maybe empty
 * @param workstation as the client wrote it, maybe empty
 * @param challenge our 8 bytes
 * @param response the client's NTLMv2 response (MS-NLMP 2.2.2.8): proof and blob
 */
public record NtlmProof(String user, String domain, String workstation, byte[] challenge, byte[] response) {
    public NtlmProof {
        challenge = challenge.clone();
        response = response.clone();
    }

    @Override
    public byte[] challenge() {
        return challenge.clone();
    }

    @Override
    public byte[] response() {
        return response.clone();
    }

    @Override
    public String toString() {
        return "NtlmProof[user=%s, domain=%s, workstation=%s]".formatted(user, domain, workstation);
    }
}
