// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.net.LoopContext;
import dev.catena.route.Turns;
import dev.catena.upstream.Upstreams;
import java.util.function.Supplier;

/**
 * What exchanges on one event loop work with.
 *
 * @param snapshot the settings in force; read once an exchange
 * @param renewals of all loops
 */
public record Worker(LoopContext context, Upstreams upstreams, Supplier<Snapshot> snapshot, Census census, ExchangeIds ids, Turns turns, Renewals renewals) {}
