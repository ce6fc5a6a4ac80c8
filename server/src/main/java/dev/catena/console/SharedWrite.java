// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.Acknowledgement;
import dev.catena.array.WriteOutcome;
import java.util.List;

/** What came of shared settings that were put to the array. */
public sealed interface SharedWrite {
    /** This member could not go by them, so nobody was asked. */
    record Faulty(List<String> faults) implements SharedWrite {}

    /** Nobody was asked, for it was only to be seen what would change. */
    record Foreseen(List<String> changes) implements SharedWrite {}

    /**
     * The array was asked.
     *
     * @param changes what they change at this member
     * @param members whether each goes by them; empty unless they were written
     */
    record Put(WriteOutcome outcome, List<String> changes, List<Acknowledgement> members) implements SharedWrite {}
}
