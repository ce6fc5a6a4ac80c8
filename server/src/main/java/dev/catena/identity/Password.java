// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password in memory, to be proven with or checked. Prints itself as {@code ****}. */
public final class Password {
    private final String text;

    public Password(String text) {
        this.text = text;
    }

    /** The password itself: for a hash or a proof, never for a message. */
    public String reveal() {
        return text;
    }

    public char[] toChars() {
        return text.toCharArray();
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Password password && MessageDigest.isEqual(bytes(), password.bytes());
    }

    /** The same for all, so that it tells nothing. */
    @Override
    public int hashCode() {
        return 1;
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "****";
    }
}
