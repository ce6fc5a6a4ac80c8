// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.Setting;
import dev.catena.settings.Percent;
import java.time.Duration;

/** When a URL is asked for so often that its owner alone should not answer, and what is done then. */
public record HotSettings(
    @Setting(doc = "So many requests for one URL at one member within ten seconds make it hot. 0: no URL is.", initial = "50", min = "0", max = "1000000") int requests,
    @Setting(doc = "A member that does not own a hot URL keeps a copy for so long, got from the owner.", initial = "10s", min = "1s", max = "10m") Duration copy,
    @Setting(doc = "A hot URL that must not be stored goes to the next in order while its owner has so much more than its share of what this member has under way.",
        initial = "25%")
    Percent overload) {

    static final HotSettings INITIAL = new HotSettings(50, Duration.ofSeconds(10), new Percent(25));
}
