// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Optional;

/** A hash function of Digest, the weaker one first. The {@code -sess} variants are neither offered nor answered: nobody deploys them. */
public enum DigestAlgorithm {
    /** What deployed proxies offer, and the initial value of the field (RFC 7616 §3.3). */
    MD5("MD5"),
    SHA_256("SHA-256");

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /** The algorithm a field names so, without regard to case. */
    public static Optional<DigestAlgorithm> ofToken(String token) {
        for (var algorithm : values()) if (algorithm.token.equalsIgnoreCase(token)) return Optional.of(algorithm);
        return Optional.empty();
    }

    /** The word of the {@code algorithm} parameter. */
    public String token() {
        return token;
    }

    /** Text of ours as the octets of its UTF-8 form, a character each: in normal form C, as {@code charset=UTF-8} asks (RFC 7616 §4). */
    public static String octets(String text) {
        return new String(Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** {@code H(octets)} in lower-case hexadecimal. */
    public String hash(String octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(token).digest(octets.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + token, e);
        }
    }

    /** Hexadecimal digits of a hash. */
    public int digits() {
        return this == MD5 ? 32 : 64;
    }
}
