// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.StructuredReader;
import dev.catena.http.StructuredValue;
import dev.catena.http.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became doubtful, and when: groups of responses (RFC 9875), and the results of queries. Such responses are not looked for when that
 * happens; each is compared with the moment when it is next asked for. So an invalidation costs the same for one response and for a million.
 *
 * <p>The oldest moments are forgotten; then whatever has a group and is as old as those is doubtful, wanted or not. Likewise what is older
 * than this process.
 */
final class Doubts {
    /** Names remembered. */
    private static final int NAMES_MAX = 4096;

    /** Groups of a response that count, and their longest name: four times what RFC 9875 §2.2 asks for. */
    private static final int GROUPS_MAX = 128;
    private static final int NAME_MAX = 128;

    private final Map<String, Long> since = new LinkedHashMap<>();
    private volatile long all;
    private volatile boolean any;

    /** @param startMillis what came before is doubtful */
    Doubts(long startMillis) {
        all = startMillis - 1;
    }

    /** The groups that a field of a response lists, as names under its origin: other origins have groups of their own (RFC 9875 §2.1). */
    static List<String> groups(Headers response, FieldName field, Target.Absolute target) {
        if (!response.contains(field)) return List.of();
        var origin = target.scheme() + "://" + target.authority();
        var names = new ArrayList<String>();
        for (var member : StructuredReader.list(response, field).orElse(List.of())) {
            boolean counts = member instanceof StructuredValue.Text(var name) && name.length() <= NAME_MAX && names.size() < GROUPS_MAX;
            if (counts) names.add(origin + " " + ((StructuredValue.Text) member).value());
        }
        return names;
    }

    /** From now on what these names stand for is doubtful. */
    synchronized void cast(List<String> names, long nowMillis) {
        for (var name : names) {
            since.remove(name);
            since.put(name, nowMillis);
            any = true;
        }
        var oldest = since.entrySet().iterator();
        for (int excess = since.size() - NAMES_MAX; excess > 0; excess--) {
            all = Math.max(all, oldest.next().getValue());
            oldest.remove();
        }
    }

    /** Whether a response that came at that moment is doubtful on account of one of these names. */
    boolean on(List<String> names, long responseMillis) {
        if (responseMillis <= all) return true;
        if (!any) return false;
        synchronized (this) {
            for (var name : names) {
                var moment = since.get(name);
                if (moment != null && responseMillis <= moment) return true;
            }
            return false;
        }
    }
}
