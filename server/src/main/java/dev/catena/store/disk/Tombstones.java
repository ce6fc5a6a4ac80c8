// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.function.Predicate;

/**
 * Sees to it that a folder says what is dead in it, or has nothing at all: what cannot be marked as dead must not be found by the next start. Owner: the
 * folder's writer.
 */
final class Tombstones {
    private final MarkFile marks;
    /** Does something with the log, and tells whether that worked. */
    private final Predicate<WriteTask.Deed> attempt;
    /** Something was written that a loss of power would undo. */
    private boolean mustForce;
    /** Something that is dead could neither be written nor removed. */
    private boolean untold;

    Tombstones(MarkFile marks, Predicate<WriteTask.Deed> attempt) {
        this.marks = marks;
        this.attempt = attempt;
    }

    void write(WriteTask.Kill kill) {
        if (!attempt.test(kill::run) && !attempt.test(kill::run)) empty();
        mustForce = true;
    }

    void write(WriteTask.Mark mark) {
        // a folder whose marks are gone has everything doubted that hangs on them
        if (!attempt.test(mark::run) && !attempt.test(mark::run) && !attempt.test(_ -> marks.forget())) empty();
        mustForce = true;
    }

    private void empty() {
        untold = !attempt.test(Log::clear);
    }

    /** Whether all that is dead by now stays so after a loss of power. */
    boolean areTold() {
        if (untold) empty();
        return !untold && isForced();
    }

    private boolean isForced() {
        boolean done = attempt.test(log -> {
            log.force();
            marks.force();
        });
        if (done) mustForce = false;
        return done;
    }

    /** Nothing waits: what has gathered goes to disk. */
    void settle() {
        if (mustForce) isForced();
        else attempt.test(Log::flush);
    }
}
