// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

/**
 * A type of encryption by its number (RFC 3961 §8, RFC 3962 §7, RFC 8009 §6, RFC 4757): of a key in a keytab, or of the key a ticket is
 * encrypted with.
 */
public record Enctype(int number) {
    /** {@code aes256-cts-hmac-sha1-96}, as klist prints it; {@code enctype 99} if it has no name here. */
    public String word() {
        return switch (number) {
            case 1 -> "des-cbc-crc";
            case 3 -> "des-cbc-md5";
            case 16 -> "des3-cbc-sha1-kd";
            case 17 -> "aes128-cts-hmac-sha1-96";
            case 18 -> "aes256-cts-hmac-sha1-96";
            case 19 -> "aes128-cts-hmac-sha256-128";
            case 20 -> "aes256-cts-hmac-sha384-192";
            case 23 -> "arcfour-hmac";
            case 24 -> "arcfour-hmac-exp";
            default -> "enctype " + number;
        };
    }

    /** Whether it can be used here: the JDK takes AES alone unless krb5.conf allows weak crypto, and so do current domains. */
    public boolean isStrong() {
        return number >= 17 && number <= 20;
    }

    @Override
    public String toString() {
        return word();
    }
}
