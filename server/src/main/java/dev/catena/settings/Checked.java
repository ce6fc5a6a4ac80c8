// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

/** A settings record whose values must agree with each other. */
public interface Checked {

    /**
     * Says what does not agree. Called after all components were read; where one of them was faulty its initial value stands in,
     * so a rule over several keys first asks {@link Faults#sound}.
     */
    void check(Faults faults);
}
