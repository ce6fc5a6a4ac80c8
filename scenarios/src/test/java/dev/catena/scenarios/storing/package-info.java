// SPDX-License-Identifier: Apache-2.0
/**
 * What is stored is still there: in memory that is too small, after a restart, after a kill, on disks that fail.
 *
 * <p>Start at {@link dev.catena.scenarios.storing.DiskCacheTest}.
 */
@NullMarked
package dev.catena.scenarios.storing;

import org.jspecify.annotations.NullMarked;
