// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

/** What came of an attempt to have all members agree. */
public sealed interface WriteOutcome {
    /** A majority has it on disk. */
    record Written(long epoch) implements WriteOutcome {}

    /** Another was first: what is there now is not what the writer had read. */
    record Conflict(SharedSettings there) implements WriteOutcome {}

    /** Nothing was changed, for a majority cannot be asked. */
    record NoMajority(String why) implements WriteOutcome {}

    /** It was handed over, and no answer came: it may still be agreed on. */
    record Unknown(String why) implements WriteOutcome {}
}
