// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import java.util.List;

/** What came of a reload. */
public sealed interface ReloadOutcome {

    /**
     * The new settings are in force.
     *
     * @param generation counts the settings applied since the start
     * @param changes a line each; empty when the file says what it said before
     */
    record Applied(long generation, List<String> changes) implements ReloadOutcome {
        public Applied {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The settings before stay in force.
     *
     * @param faults a line each, with file, line and remedy
     */
    record Rejected(List<String> faults) implements ReloadOutcome {
        public Rejected {
            faults = List.copyOf(faults);
        }
    }
}
