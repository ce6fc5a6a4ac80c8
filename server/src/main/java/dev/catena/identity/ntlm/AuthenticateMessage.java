// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/**
 * The third message, by the client: who it is, and the proof (MS-NLMP 2.2.1.3). Prints no proof.
 *
 * @param lmResponse never read: LM and LMv2 prove less than {@code ntResponse}
 * @param encryptedKey the session key under key exchange, or empty
 * @param mic 16 bytes, or empty where the buffers leave no room for one
 */
record AuthenticateMessage(int flags, String user, String domain, String workstation, byte[] lmResponse, byte[] ntResponse,
        byte[] encryptedKey, byte[] mic) {
    static final int TYPE = 3;
    static final int MIC_BYTES = 16;
    private static final int MIC_AT = 72;
    private static final int HEAD_BYTES = 64;
    private static final int HEAD_BYTES_WITH_MIC = MIC_AT + MIC_BYTES;

    static AuthenticateMessage parse(byte[] message) throws MalformedNtlm {
        var reader = new MessageReader(message, TYPE, HEAD_BYTES);
        int flags = reader.number(60);
        var lmResponse = reader.buffer(12);
        var ntResponse = reader.buffer(20);
        var domain = NtlmText.decode(reader.buffer(28), flags);
        var user = NtlmText.decode(reader.buffer(36), flags);
        var workstation = NtlmText.decode(reader.buffer(44), flags);
        var key = reader.buffer(52);
        // Nothing in the head tells whether it has a MIC (the response does, see AvPairs.FLAG_MIC): only whether there is room.
        var mic = reader.payloadStart() >= HEAD_BYTES_WITH_MIC ? reader.bytes(MIC_AT, MIC_BYTES) : new byte[0];
        return new AuthenticateMessage(flags, user, domain, workstation, lmResponse, ntResponse, key, mic);
    }

    byte[] print() {
        return new MessageWriter(TYPE, HEAD_BYTES_WITH_MIC)
            .buffer(lmResponse).buffer(ntResponse)
            .buffer(NtlmText.encode(domain, flags)).buffer(NtlmText.encode(user, flags)).buffer(NtlmText.encode(workstation, flags))
            .buffer(encryptedKey).number(flags).zeros(8).bytes(mic).message();
    }

    /** The printed message with other bytes where the MIC is. */
    static byte[] withMic(byte[] message, byte[] mic) {
        var changed = message.clone();
        System.arraycopy(mic, 0, changed, MIC_AT, MIC_BYTES);
        return changed;
    }

    @Override
    public String toString() {
        return "AuthenticateMessage[flags=%08x, user=%s, domain=%s, workstation=%s]".formatted(flags, user, domain, workstation);
    }
}
