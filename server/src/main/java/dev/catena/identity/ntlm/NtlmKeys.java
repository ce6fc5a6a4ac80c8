// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/** The keys and proofs of NTLMv2 (MS-NLMP 3.3.2, 3.4.5, 3.1.5.1.2). */
final class NtlmKeys {
    static final int KEY_BYTES = 16;

    private NtlmKeys() {}

    /** The NT hash of a password. */
    static byte[] ntowf(char[] password) {
        var text = ByteBuffer.allocate(2 * password.length).order(ByteOrder.LITTLE_ENDIAN);
        for (var unit : password) {
            text.putChar(unit);
        }
        var md4 = new MD4Digest();
        md4.update(text.array(), 0, text.capacity());
        Arrays.fill(text.array(), (byte) 0);
        var hash = new byte[KEY_BYTES];
        md4.doFinal(hash, 0);
        return hash;
    }

    /** What a user's responses are made with: NTOWFv2. The user's case does not matter, the domain's does. */
    static byte[] responseKey(NtHash hash, String user, String domain) {
        return hmacMd5(hash.bytes(), NtlmText.unicode(NtlmText.upperCase(user) + domain));
    }

    static byte[] proof(byte[] responseKey, byte[] challenge, byte[] blob) {
        return hmacMd5(responseKey, challenge, blob);
    }

    static byte[] sessionBaseKey(byte[] responseKey, byte[] proof) {
        return hmacMd5(responseKey, proof);
    }

    /** Covers all three messages; of the third, the MIC counts as zeros. */
    static byte[] mic(byte[] sessionKey, byte[] negotiate, byte[] challenge, byte[] authenticate) {
        var withoutMic = AuthenticateMessage.withMic(authenticate, new byte[AuthenticateMessage.MIC_BYTES]);
        return hmacMd5(sessionKey, negotiate, challenge, withoutMic);
    }

    static byte[] hmacMd5(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HmacMD5, which NTLM needs", e);
        }
    }

    static byte[] rc4(byte[] key, byte[] data) {
        var rc4 = new RC4Engine();
        rc4.init(true, new KeyParameter(key));
        var result = new byte[data.length];
        rc4.processBytes(data, 0, data.length, result, 0);
        return result;
    }
}
