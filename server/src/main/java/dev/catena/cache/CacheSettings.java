// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.base.ByteSize;
import dev.catena.http.Ascii;
import dev.catena.http.FieldName;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.store.disk.DiskSettings;
import java.time.Duration;
import java.util.List;

/** What is kept, and for how long. */
public record CacheSettings(
    @Setting(doc = "Bytes of memory for stored responses; 0B turns the cache off.", initial = "256MiB", max = "1TiB") ByteSize memory,
    @Setting(doc = "Larger bodies are not kept in memory.", initial = "8MiB", max = "1GiB") ByteSize objectMax,
    @Setting(doc = "Larger bodies of QUERY requests are forwarded as they come, and the answers not kept; 0B: none is kept. Each is held in memory while it is answered, and counts"
        + " in cache.memory.", initial = "64KiB", max = "1MiB") ByteSize queryBodyMax,
    @Setting(doc = "The part of the cache that outlives memory and restarts.", initial = "{}") DiskSettings disk,
    @Setting(doc = "How long a request waits for the head of another's fetch of the same URL before it fetches itself. Once the head is there, it reads the body as it arrives.", initial = "30s",
        min = "0s", max = "1h", shared = true)
    Duration collapseWait,
    @Setting(doc = "Lifetime of responses that do not state one.", initial = "{}", shared = true) HeuristicSettings heuristic,
    @Setting(doc = "What is kept, or for how long, otherwise than HTTP says: the first rule that matches decides. private answers and answers to"
        + " log-ins are never shared, whatever a rule says.", initial = "[]", shared = true)
    List<CacheRuleSettings> rules,
    @Setting(doc = "debian, npm, maven, pypi, oci: rules for package registries by the shape of their paths, asked after those above.", initial = "[]", shared = true)
    List<Preset> presets,
    @Setting(doc = "Response fields obeyed instead of Cache-Control and Expires, strongest first (RFC 9213); CDN-Cache-Control is the usual one. A listener may have others.", initial = "[]", shared = true)
    List<String> targeted,
    @Setting(doc = "How Accept-Language tells responses apart. exact: as it is written, but for case and blanks. by-weight: the order of languages says nothing,"
        + " and what is stored in the language a client likes best fits it.", initial = "exact", shared = true)
    Languages languages,
    @Setting(doc = "What is not kept although its origin allows it: responses with a Set-Cookie (set-cookie), or to requests with an Authorization"
        + " (authorization) or a Cookie (cookie).", initial = "[]", shared = true)
    List<NotKept> notKept,
    @Setting(doc = "How long past its lifetime a response may stand in when the origin cannot be reached and neither forbade nor bounded it; 0s: never.",
        initial = "1d", min = "0s", max = "365d", shared = true)
    Duration staleMax,
    @Setting(doc = "Renewing popular responses before they become stale.", initial = "{}", shared = true) ActiveSettings active)
    implements Checked {

    public CacheSettings {
        rules = List.copyOf(rules);
        presets = List.copyOf(presets);
        targeted = List.copyOf(targeted);
        notKept = List.copyOf(notKept);
    }

    @Override
    public void check(Faults faults) {
        if (faults.sound("memory", "disk") && !isOn() && disk.isOn()) {
            faults.warning("disk.path", "nothing is kept on disk, as cache.memory is 0B", "give the cache memory, or remove cache.disk");
        }
        checkTargets(targeted, faults);
        if (faults.sound("memory", "object-max") && faults.wrote("object-max") && isOn() && objectMax.compareTo(memory) > 0) {
            faults.warning("object-max", "%s is more than the whole memory (%s)".formatted(objectMax, memory),
                "raise cache.memory, or lower cache.object-max");
        }
    }

    /** Reports what is no name of a field in a setting called {@code targeted}. */
    public static void checkTargets(List<String> names, Faults faults) {
        for (var name : names) {
            if (!Ascii.isToken(name)) faults.error("targeted", "'%s' is not the name of a field".formatted(name), "write names such as CDN-Cache-Control");
        }
    }

    /** The fields of {@link #targeted}. */
    public List<FieldName> targets() {
        return targeted.stream().map(FieldName::of).toList();
    }

    /** Whether anything is stored at all. */
    public boolean isOn() {
        return !memory.isZero();
    }
}
