// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.cache.Cache;
import dev.catena.doctor.Check;
import dev.catena.exchange.Explanation;
import dev.catena.exchange.Rehearsal;
import java.util.List;

/** What the console may ask of the server it stands beside. Asked on virtual threads, by several at once. */
public interface Administered {

    /** How it is; answers at once. */
    StatusReport status();

    /** Whether it should be sent requests; answers at once. */
    Readiness readiness();

    /** Reads the settings again and applies them as a whole or not at all; may take as long as reading a file. */
    ReloadOutcome reload();

    /**
     * What would become of a request, were it sent now; changes nothing.
     *
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    Explanation explain(Hypothesis hypothesis);

    /** How the cache is; answers at once. */
    CacheReport cacheReport();

    /** What is stored, and why. */
    Cache cache();

    /** Looks at everything that can be wrong, and goes to the upstreams; takes seconds. */
    List<Check> examine(Rehearsal.Extent extent);
}
