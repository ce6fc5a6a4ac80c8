// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

/** Whether a listener may let everybody do everything from beyond loopback. */
public enum Openness {
    /** No: such settings are a fault. */
    GUARDED,
    /** Yes: whoever wrote this knows that it is an open relay. */
    ON_PURPOSE
}
