// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.List;

/**
 * How one listener lets clients prove themselves.
 *
 * @param schemes what it accepts, in the order it offers them; {@link Scheme#ANONYMOUS} among them means that nobody has to
 * @param offered what is challenged with, in order
 */
public record Mode(List<Scheme> schemes, List<Scheme> offered) {
    /** Everybody is anonymous: credentials are neither asked for nor looked at. */
    public static final Mode OPEN = new Mode(List.of(Scheme.ANONYMOUS));

    public Mode {
        schemes = List.copyOf(schemes);
        if (schemes.isEmpty()) throw new IllegalArgumentException("no scheme at all");
    }

    public Mode(List<Scheme> schemes) {
        this(schemes, schemes.stream().filter(scheme -> scheme != Scheme.ANONYMOUS).toList());
    }

    public boolean allowsAnonymous() {
        return schemes.contains(Scheme.ANONYMOUS);
    }

    public boolean accepts(Scheme scheme) {
        return schemes.contains(scheme);
    }
}
