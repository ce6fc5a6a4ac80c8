// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.List;

/** What came of reading settings: values, or the reasons why there are none. */
public sealed interface Reading<T> {

    /** All that was found, in the order of the file. */
    List<Fault> faults();

    /** Settings that can be used; the faults are warnings. */
    record Usable<T>(T value, List<Fault> faults) implements Reading<T> {}

    /** At least one fault is an error: nothing may be used. */
    record Faulty<T>(List<Fault> faults) implements Reading<T> {}
}
