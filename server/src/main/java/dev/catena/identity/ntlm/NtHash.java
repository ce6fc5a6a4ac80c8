// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.security.MessageDigest;

/**
 * The NT hash of a password: MD4 over its UTF-16LE form (MS-NLMP 3.3.1, NTOWFv1). As good as the password itself to whoever has it,
 * hence it prints itself as {@code ****}.
 */
public final class NtHash {
    /** Length of a hash. */
    public static final int BYTES = 16;

    private final byte[] bytes;

    private NtHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash of a password; the array stays the caller's to wipe. */
    public static NtHash ofPassword(char[] password) {
        return new NtHash(NtlmKeys.ntowf(password));
    }

    /**
     * A hash that was stored.
     *
     * @throws IllegalArgumentException if it is not 16 bytes long
     */
    public static NtHash of(byte[] hash) {
        if (hash.length != BYTES) {
            throw new IllegalArgumentException("an NT hash has %d bytes".formatted(BYTES));
        }
        return new NtHash(hash.clone());
    }

    /** The 16 bytes, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NtHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    /** The same for all, so that it tells nothing. */
    @Override
    public int hashCode() {
        return BYTES;
    }

    @Override
    public String toString() {
        return "****";
    }
}
