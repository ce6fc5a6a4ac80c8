// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Percent;
import dev.catena.settings.Setting;
import java.time.Duration;

/** How long a response without explicit lifetime is fresh (RFC 9111 section 4.2.2). */
public record HeuristicSettings(
    @Setting(doc = "Share of the time since Last-Modified; 0% gives no heuristic lifetime.", initial = "10%") Percent fraction,
    @Setting(doc = "Never longer than this.", initial = "1d", min = "0s", max = "365d") Duration max) {}
