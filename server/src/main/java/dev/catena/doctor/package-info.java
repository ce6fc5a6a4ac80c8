// SPDX-License-Identifier: Apache-2.0
/**
 * Looks for what is wrong before a user finds it: each {@link dev.catena.doctor.Examination} looks at one part and says what it found as
 * {@link dev.catena.doctor.Check}s, safe to paste into a report.
 *
 * <p>Start at {@link dev.catena.doctor.Doctor}.
 */
@NullMarked
package dev.catena.doctor;

import org.jspecify.annotations.NullMarked;
