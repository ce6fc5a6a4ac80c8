// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/**
 * The first message, by the client: what it can do (MS-NLMP 2.2.1.1).
 *
 * @param domain where the client believes to be, mostly empty
 * @param workstation what the client calls itself, mostly empty
 */
record NegotiateMessage(int flags, String domain, String workstation) {
    static final int TYPE = 1;
    private static final int SHORT_HEAD_BYTES = 16;
    private static final int HEAD_BYTES = 32;

    static NegotiateMessage parse(byte[] message) throws MalformedNtlm {
        // Some clients end behind the flags, as Windows 3.11 did; and the names are in OEM whatever the flags say.
        boolean isShort = message.length < HEAD_BYTES;
        var reader = new MessageReader(message, TYPE, isShort ? SHORT_HEAD_BYTES : HEAD_BYTES);
        int flags = reader.number(12);
        return isShort
            ? new NegotiateMessage(flags, "", "")
            : new NegotiateMessage(flags, NtlmText.decode(reader.buffer(16), Flags.OEM), NtlmText.decode(reader.buffer(24), Flags.OEM));
    }

    byte[] print() {
        return new MessageWriter(TYPE, HEAD_BYTES).number(flags)
            .buffer(NtlmText.encode(domain, Flags.OEM)).buffer(NtlmText.encode(workstation, Flags.OEM)).message();
    }
}
