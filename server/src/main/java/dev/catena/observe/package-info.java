// SPDX-License-Identifier: Apache-2.0
/**
 * One record an exchange; access logs, metrics and the recent list are readings of it.
 *
 * <p>Start at {@link dev.catena.observe.ExchangeRecord}; {@link dev.catena.observe.Metric} names all that is counted.
 */
@NullMarked
package dev.catena.observe;

import org.jspecify.annotations.NullMarked;
