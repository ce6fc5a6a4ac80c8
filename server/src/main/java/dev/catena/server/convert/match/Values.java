// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import java.util.List;
import java.util.Optional;

/** The values one key of a match may have. Operations take values of the same kind. */
public sealed interface Values permits Words, Hosts, Ports, Sources, Hours {
    /** What lies in both. */
    Values and(Values other);

    boolean isEmpty();

    /** Whether all of {@code other} lies within, as far as can be told. */
    boolean covers(Values other);

    /** Everything else, where that can be written down. */
    Optional<Values> complement();

    /** As the settings spell them. */
    List<String> written();

    /** How many values there are to write; what bounds the size of a result. */
    default int size() {
        return written().size();
    }
}
