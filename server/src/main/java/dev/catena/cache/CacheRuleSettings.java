// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.base.ByteSize;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import java.time.Duration;

/** A named rule of the cache; the first that matches decides. */
public record CacheRuleSettings(
    @Setting(doc = "Its name in Cache-Status, the access log and `catena cache explain`.") String name,
    @Setting(doc = "What it speaks of.", initial = "any") CacheMatchSettings match,
    @Setting(key = "do", doc = "never: neither stored nor answered from what is stored. obey: as HTTP says, and no later rule is asked. ttl: HTTP says"
        + " whether it is stored, the rule for how long. always: stored for `ttl` though the response says no-store or no-cache.")
    Treatment act,
    @Setting(doc = "For ttl: the lifetime of responses that state none; heuristic leaves it to `cache.heuristic`. For always: the lifetime of all.",
        initial = "heuristic")
    Lifetime ttl,
    @Setting(doc = "For ttl: shorter lifetimes become this one, stated ones too; never that of a response with Set-Cookie.", initial = "0s",
        max = "3650d")
    Duration min,
    @Setting(doc = "For ttl: longer lifetimes become this one, stated ones too; 0s: the origin is asked every time whether it still holds.",
        initial = "3650d", max = "3650d")
    Duration max,
    @Setting(doc = "Larger bodies are not kept; 0B: as `cache.object-max` says.", initial = "0B", max = "1GiB") ByteSize objectMax,
    @Setting(doc = "obey, or ignore: a client that demands a new answer (no-cache, no-store, max-age, Pragma) gets what is stored. For files that never"
        + " change under their name; against RFC 9111 for others.", initial = "obey")
    Reload reload) implements Checked {

    @Override
    public void check(Faults faults) {
        if (faults.sound("name") && name.isBlank()) faults.error("name", "the name is empty", "Cache-Status and the log need one, such as 'no-intranet'");
        if (!faults.sound("do", "ttl", "min", "max", "object-max", "reload")) return;
        if (act == Treatment.ALWAYS && (ttl.isHeuristic() || ttl.seconds() == 0)) {
            faults.error("ttl", "the rule keeps responses always, and does not say how long", "write ttl: 1d, or as long as they may be served");
        }
        if (act == Treatment.TTL && min.compareTo(max) > 0) faults.error("min", "min is more than max", "lower min, or raise max");
        if (act == Treatment.TTL && ttl.isHeuristic() && !faults.wrote("min") && !faults.wrote("max")) {
            faults.warning("do", "the rule says nothing of a lifetime", "write ttl, min or max");
        }
        onlyFor(faults, "ttl", act == Treatment.TTL || act == Treatment.ALWAYS);
        onlyFor(faults, "min", act == Treatment.TTL);
        onlyFor(faults, "max", act == Treatment.TTL);
        onlyFor(faults, "object-max", act != Treatment.NEVER);
        onlyFor(faults, "reload", act != Treatment.NEVER && match.type().isEmpty() && match.status().isEmpty());
    }

    /** Whether no later rule is ever asked: those that give lifetimes speak of some status codes only. */
    public boolean decidesAll() {
        return (act == Treatment.NEVER || act == Treatment.OBEY) && match.equals(CacheMatchSettings.any());
    }

    private void onlyFor(Faults faults, String key, boolean effective) {
        if (effective || !faults.wrote(key)) return;
        faults.warning(key, key.equals("reload") && act != Treatment.NEVER
            ? "has no effect: when the client asks, nobody knows type and status of the answer yet"
            : "has no effect on what the rule does", "remove it");
    }
}
