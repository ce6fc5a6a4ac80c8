// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Scalar;

/** The oldest version of TLS that will do. */
@Scalar(expected = "a version of TLS, in quotes: '1.2' or '1.3'", pattern = "^1\\.[23]$")
public record TlsVersion(String number) {
    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static TlsVersion parse(String text) {
        if (!text.equals("1.2") && !text.equals("1.3")) {
            throw new IllegalArgumentException("'%s' is not a version that is spoken: older ones than 1.2 are broken".formatted(text));
        }
        return new TlsVersion(text);
    }

    /** Whether 1.2 is spoken, too. */
    public boolean allowsOld() {
        return number.equals("1.2");
    }

    @Override
    public String toString() {
        return number;
    }
}
