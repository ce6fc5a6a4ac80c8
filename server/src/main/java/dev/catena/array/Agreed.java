// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import java.util.Set;

/**
 * All that the members of an array agreed on.
 *
 * @param drained the members that own nothing, by where clients reach them
 */
public record Agreed(SharedSettings settings, Set<HostPort> drained) {
    public static final Agreed NOTHING = new Agreed(SharedSettings.NONE, Set.of());

    public Agreed {
        drained = Set.copyOf(drained);
    }
}
