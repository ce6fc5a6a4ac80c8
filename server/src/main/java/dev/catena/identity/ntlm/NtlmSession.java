// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What both sides share after a log-in: a key. It signs SPNEGO's list of mechanisms (MS-NLMP 3.4.4, 3.4.5). Prints no secret. */
public final class NtlmSession {
    /** Who signs. */
    enum Signer {
        CLIENT("client-to-server"), SERVER("server-to-client");

        private final String direction;

        Signer(String direction) {
            this.direction = direction;
        }
    }

    private static final int CHECKSUM_BYTES = 8;

    private final byte[] key;
    private final int flags;

    NtlmSession(byte[] key, int flags) {
        this.key = key.clone();
        this.flags = flags;
    }

    /** The exported session key, 16 bytes, a copy (MS-NLMP 3.1.1.1). */
    public byte[] key() {
        return key.clone();
    }

    /** Whether there are signatures: without extended session security they would be CRC-32, which proves nothing, and are left out. */
    boolean canSign() {
        return Flags.has(flags, Flags.EXTENDED_SESSION_SECURITY);
    }

    /** The signature of a side's first message, 16 bytes. */
    byte[] sign(Signer signer, byte[] message) {
        var sequence = new byte[4];
        var checksum = Arrays.copyOf(NtlmKeys.hmacMd5(signingKey(signer), sequence, message), CHECKSUM_BYTES);
        var sealed = Flags.has(flags, Flags.KEY_EXCHANGE) ? NtlmKeys.rc4(sealingKey(signer), checksum) : checksum;
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(1).put(sealed).put(sequence).array();
    }

    boolean verifies(Signer signer, byte[] message, byte[] signature) {
        return MessageDigest.isEqual(sign(signer, message), signature);
    }

    byte[] signingKey(Signer signer) {
        return derived(key, signer, "signing");
    }

    byte[] sealingKey(Signer signer) {
        int strength = Flags.has(flags, Flags.KEY_128) ? NtlmKeys.KEY_BYTES : Flags.has(flags, Flags.KEY_56) ? 7 : 5;
        return derived(Arrays.copyOf(key, strength), signer, "sealing");
    }

    private static byte[] derived(byte[] secret, Signer signer, String purpose) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(secret);
            var magic = "session key to %s %s key magic constant\0".formatted(signer.direction, purpose);
            return md5.digest(magic.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks MD5, which NTLM needs", e);
        }
    }

    @Override
    public String toString() {
        return "****";
    }
}
