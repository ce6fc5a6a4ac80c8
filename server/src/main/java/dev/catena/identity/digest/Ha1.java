// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import java.security.MessageDigest;
import java.nio.charset.StandardCharsets;

/**
 * {@code H(user:realm:password)}: all that Digest needs to know of a password (RFC 7616 §3.4.2). As good as the password in its realm to
 * whoever has it, hence it prints itself as {@code ****}.
 */
public final class Ha1 {
    private final DigestAlgorithm algorithm;
    private final String hex;

    private Ha1(DigestAlgorithm algorithm, String hex) {
        this.algorithm = algorithm;
        this.hex = hex;
    }

    /** Of a password; the texts are Unicode, not octets. */
    public static Ha1 of(DigestAlgorithm algorithm, String user, String realm, String password) {
        return ofOctets(algorithm, DigestAlgorithm.octets(user), DigestAlgorithm.octets(realm), DigestAlgorithm.octets(password));
    }

    static Ha1 ofOctets(DigestAlgorithm algorithm, String user, String realm, String password) {
        return new Ha1(algorithm, algorithm.hash(user + ":" + realm + ":" + password));
    }

    /**
     * One that was stored.
     *
     * @throws IllegalArgumentException if it has not the algorithm's length, or is not lower-case hexadecimal
     */
    public static Ha1 parse(DigestAlgorithm algorithm, String hex) {
        if (!hex.matches("[0-9a-f]{%d}".formatted(algorithm.digits()))) {
            throw new IllegalArgumentException("not %d digits of lower-case hexadecimal".formatted(algorithm.digits()));
        }
        return new Ha1(algorithm, hex);
    }

    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** For storing it; as secret as a password. */
    public String toHex() {
        return hex;
    }

    /** The {@code response} to a nonce with {@code qop=auth} (RFC 7616 §3.4.1), or without {@code qop}, when it is empty (RFC 2069 §2.1.2). */
    String response(String method, String uri, String nonce, String nc, String cnonce, String qop) {
        var ha2 = algorithm.hash(method + ":" + uri);
        var middle = qop.isEmpty() ? nonce : String.join(":", nonce, nc, cnonce, qop);
        return algorithm.hash(String.join(":", hex, middle, ha2));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ha1 ha1 && algorithm == ha1.algorithm && MessageDigest.isEqual(bytes(), ha1.bytes());
    }

    private byte[] bytes() {
        return hex.getBytes(StandardCharsets.US_ASCII);
    }

    /** The same for all of an algorithm, so that it tells nothing. */
    @Override
    public int hashCode() {
        return algorithm.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }
}
