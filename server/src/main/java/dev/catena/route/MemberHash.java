// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Scalar;

/** What a member is hashed as, where that does not follow from its name: 32 bits. */
@Scalar(expected = "a whole number from 0 to 4294967295", pattern = "^[0-9]{1,10}$")
public record MemberHash(int bits) {
    private static final long MAX = 0xffff_ffffL;

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static MemberHash parse(String text) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MAX) throw new IllegalArgumentException("'%s' is not a whole number from 0 to %d".formatted(text, MAX));
        return new MemberHash((int) Long.parseLong(text));
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(bits);
    }
}
