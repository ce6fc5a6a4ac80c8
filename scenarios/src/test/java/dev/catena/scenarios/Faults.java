// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import java.util.ArrayList;
import java.util.List;

/** Lets every step of a clean-up run, and throws what went wrong at the end: the first fault, the others suppressed in it. */
final class Faults {
    private final List<Throwable> faults = new ArrayList<>();

    void collect(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error fault) {
            faults.add(fault);
        }
    }

    void throwFirst() {
        if (faults.isEmpty()) {
            return;
        }
        var first = faults.removeFirst();
        faults.forEach(first::addSuppressed);
        switch (first) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(first);
        }
    }
}
