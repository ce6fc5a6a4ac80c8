// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.base.ByteSize;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Reserved;
import dev.catena.settings.Setting;
import java.time.Duration;
import java.util.List;

/** What is kept, and for how long. */
@Reserved({"disk", "targeted"})
public record CacheSettings(
    @Setting(doc = "Bytes of memory for stored responses; 0B turns the cache off.", initial = "256MiB", max = "1TiB") ByteSize memory,
    @Setting(doc = "Larger bodies are not kept in memory.", initial = "8MiB", max = "1GiB") ByteSize objectMax,
    @Setting(doc = "How long a request waits for another's fetch of the same URL before it fetches itself.", initial = "30s",
        min = "0s", max = "1h")
    Duration collapseWait,
    @Setting(doc = "Lifetime of responses that do not state one.", initial = "{}") HeuristicSettings heuristic,
    @Setting(doc = "What is kept, or for how long, otherwise than HTTP says: the first rule that matches decides. private answers and answers to"
        + " log-ins are never shared, whatever a rule says.", initial = "[]")
    List<CacheRuleSettings> rules,
    @Setting(doc = "debian, npm, maven, pypi, oci: rules for package registries by the shape of their paths, asked after those above.", initial = "[]")
    List<Preset> presets)
    implements Checked {

    public CacheSettings {
        rules = List.copyOf(rules);
        presets = List.copyOf(presets);
    }

    @Override
    public void check(Faults faults) {
        if (faults.sound("memory", "object-max") && faults.wrote("object-max") && isOn() && objectMax.compareTo(memory) > 0) {
            faults.warning("object-max", "%s is more than the whole memory (%s)".formatted(objectMax, memory),
                "raise cache.memory, or lower cache.object-max");
        }
    }

    /** Whether anything is stored at all. */
    public boolean isOn() {
        return !memory.isZero();
    }
}
