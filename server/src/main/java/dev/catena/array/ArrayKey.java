// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys that the members of an array have in common, made of its password: HKDF (RFC 5869) with one block, which says nothing of the password. */
public final class ArrayKey {
    private ArrayKey() {}

    /**
     * 256 bits.
     *
     * @param purpose a key for one says nothing of one for another
     */
    public static byte[] of(String purpose, String array, String secret) {
        var seed = mac(("catena array " + purpose).getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        return mac(seed, (array + "\1").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }
}
