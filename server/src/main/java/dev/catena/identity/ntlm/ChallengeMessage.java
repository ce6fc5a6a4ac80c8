// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/**
 * The second message, by the server: 8 random bytes, and who it is (MS-NLMP 2.2.1.2).
 *
 * @param target the name of the server's domain, or of the server
 */
record ChallengeMessage(int flags, String target, byte[] challenge, AvPairs targetInfo) {
    static final int TYPE = 2;
    static final int CHALLENGE_BYTES = 8;
    private static final int HEAD_BYTES = 48;
    private static final int HEAD_BYTES_WITH_VERSION = 56;

    static ChallengeMessage parse(byte[] message) throws MalformedNtlm {
        var reader = new MessageReader(message, TYPE, HEAD_BYTES);
        int flags = reader.number(20);
        var target = NtlmText.decode(reader.buffer(12), flags);
        var info = reader.buffer(40);
        return new ChallengeMessage(flags, target, reader.bytes(24, CHALLENGE_BYTES), info.length == 0 ? AvPairs.NONE : AvPairs.parse(info));
    }

    byte[] print() {
        return new MessageWriter(TYPE, HEAD_BYTES_WITH_VERSION)
            .buffer(NtlmText.encode(target, flags)).number(flags).bytes(challenge).zeros(8).buffer(targetInfo.bytes()).message();
    }

    @Override
    public String toString() {
        return "ChallengeMessage[flags=%08x, target=%s, targetInfo=%s]".formatted(flags, target, targetInfo);
    }
}
