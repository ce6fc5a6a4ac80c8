// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Percent;
import dev.catena.settings.Setting;
import java.time.Duration;
import java.util.List;

/** How long a response without explicit lifetime is fresh, if it says when it was last modified (RFC 9111 section 4.2.2). */
public record HeuristicSettings(
    @Setting(doc = "Whose rule it is: own, which fraction, min and max make; or proxy-2, that of Microsoft Proxy Server 2.0: 20%, at least 15 minutes, at most one day.",
        initial = "own")
    Preset preset,
    @Setting(doc = "Share of the time since Last-Modified; 0% gives no heuristic lifetime.", initial = "10%") Percent fraction,
    @Setting(doc = "Never shorter than this.", initial = "0s", min = "0s", max = "365d") Duration min,
    @Setting(doc = "Never longer than this.", initial = "1d", min = "0s", max = "365d") Duration max)
    implements Checked {
    /** Where the rule comes from. */
    public enum Preset { OWN, PROXY_2 }

    private static final long PROXY_2_MIN = Duration.ofMinutes(15).toSeconds();
    private static final long PROXY_2_MAX = Duration.ofDays(1).toSeconds();

    @Override
    public void check(Faults faults) {
        for (var key : List.of("fraction", "min", "max")) {
            if (preset == Preset.PROXY_2 && faults.wrote(key)) {
                faults.warning(key, "has no effect beside preset: proxy-2", "remove it, or the preset");
            }
        }
        if (faults.sound("min", "max") && min.compareTo(max) > 0) faults.error("min", "is longer than max", "lower min, or raise max");
    }

    /** Whether there is a heuristic lifetime at all. */
    boolean guesses() {
        return preset == Preset.PROXY_2 || fraction.value() > 0;
    }

    /** Seconds a response is fresh that had not changed for so long. */
    long lifetime(long unchangedSeconds) {
        return switch (preset) {
            case OWN -> Math.clamp(unchangedSeconds * fraction.value() / 100, min.toSeconds(), max.toSeconds());
            case PROXY_2 -> Math.clamp(unchangedSeconds / 5, PROXY_2_MIN, PROXY_2_MAX);
        };
    }
}
