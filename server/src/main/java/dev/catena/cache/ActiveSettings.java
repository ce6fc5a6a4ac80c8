// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Setting;

/** Active caching: popular responses are renewed before they become stale. */
public record ActiveSettings(
    @Setting(doc = "Whether popular responses are renewed in the last fifth of their life, asked for by then or not, so that no client waits for it.", initial = "false") boolean on,
    @Setting(doc = "Such renewals a minute, at most.", initial = "60", min = "1", max = "60000") int requestsPerMinute,
    @Setting(doc = "How often a response was asked for before it counts as popular.", initial = "3", min = "1", max = "1000000") int popularity,
    @Setting(doc = "None is renewed while so many requests are on their way to next hops: their answers come first.", initial = "64", min = "1", max = "1000000")
    int idleBelow) {}
