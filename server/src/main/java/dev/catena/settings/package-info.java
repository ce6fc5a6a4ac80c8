// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a settings file into records, with all faults at once, and documents those records.
 *
 * <p>Start at {@link SettingsReader}. The records live beside what they set; this package knows only their {@link Setting} declarations.
 */
@NullMarked
package dev.catena.settings;

import org.jspecify.annotations.NullMarked;
