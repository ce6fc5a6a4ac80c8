// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.util.List;

/** Settings of the cache as they stand in a file. */
final class TestSettings {
    private TestSettings() {}

    static CacheSettings cache(String yaml) {
        return switch (SettingsReader.of(CacheSettings.class).read("test", yaml, List.of())) {
            case Reading.Usable<CacheSettings>(var settings, _) -> settings;
            case Reading.Faulty<CacheSettings>(var faults) -> throw new AssertionError(faults);
        };
    }

    static HeuristicSettings heuristic(String yaml) {
        return cache("{heuristic: %s}".formatted(yaml)).heuristic();
    }
}
