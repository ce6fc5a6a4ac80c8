// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.List;

/**
 * How one listener lets clients prove themselves.
 *
 * @param schemes what it accepts, in the order it offers them; {@link Scheme#ANONYMOUS} among them means that nobody has to
 */
public record Mode(List<Scheme> schemes) {
    /** Everybody is anonymous: credentials are neither asked for nor looked at. */
    public static final Mode OPEN = new Mode(List.of(Scheme.ANONYMOUS));

    public Mode {
        schemes = List.copyOf(schemes);
        if (schemes.isEmpty()) throw new IllegalArgumentException("no scheme at all");
    }

    public boolean allowsAnonymous() {
        return schemes.contains(Scheme.ANONYMOUS);
    }

    public boolean accepts(Scheme scheme) {
        return schemes.contains(scheme);
    }

    /** What is challenged with, in order. */
    public List<Scheme> offered() {
        return schemes.stream().filter(scheme -> scheme != Scheme.ANONYMOUS).toList();
    }
}
