// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.StructuredReader;
import dev.catena.http.StructuredValue;
import dev.catena.store.LowerTier;
import dev.catena.store.Marks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What became doubtful, and when: groups of responses (RFC 9875), and the results of queries (RFC 10008). Such responses are not looked for when that
 * happens; each is compared with the moment when it is next asked for. So an invalidation costs the same for one response and for a million.
 *
 * <p>Names share slots of a table. Two that share one are doubted together, which costs a question to the origin and never a wrong answer. A slot without
 * any response is not written to, so requests that change what nobody stored cost nothing. What lies below memory outlives the process, and so do the doubts
 * about it: they are {@link Marks} there. All methods may be called from any thread.
 */
final class Doubts {
    /** Marks a slot that has responses, none of them doubtful. */
    private static final long IN_USE = 1;

    /** Groups of a response that count, and their longest name: four times what RFC 9875 §2.2 asks for. */
    private static final int GROUPS_MAX = 128;
    private static final int NAME_MAX = 128;

    private final AtomicLongArray since = new AtomicLongArray(Marks.SLOTS);
    /** The clock may be set back; what came before must not seem to have come after. */
    private final AtomicLong latest = new AtomicLong();
    /** Whatever has a name and came before is doubtful. */
    private volatile long all;
    private volatile LowerTier below = LowerTier.NONE;

    /** From now on what is doubted is noted in that tier too; and what is noted there is doubted. May wait for disks. */
    void useBelow(LowerTier tier, long nowMillis) {
        var known = new long[Marks.SLOTS];
        for (int slot = 0; slot < known.length; slot++) known[slot] = since.get(slot);
        var marks = tier.marks(Marks.of(all, known), nowMillis);
        below = tier;
        for (int slot = 0; slot < known.length; slot++) {
            long before = since.getAndAccumulate(slot, marks.get(slot), Math::max);
            if (before > marks.get(slot)) tier.mark(slot, before); // it was cast meanwhile
        }
        all = Math.max(all, marks.floor());
    }

    /** The names by which a response under that key is doubted; none for most. */
    static List<String> names(String key, Headers response) {
        var groups = groups(response, FieldName.CACHE_GROUPS, key);
        if (!Keys.isQuery(key)) return groups;
        var names = new ArrayList<>(groups);
        names.add(Keys.queries(Keys.uri(key)));
        return names;
    }

    /**
     * The groups that a field of a response lists, as names under its origin: other origins have groups of their own (RFC 9875 §2.1).
     *
     * @param uri of its origin; the key of a response will do
     */
    static List<String> groups(Headers response, FieldName field, String uri) {
        if (!response.contains(field)) return List.of();
        var origin = Keys.origin(uri);
        var names = new ArrayList<String>();
        for (var member : StructuredReader.list(response, field).orElse(List.of())) {
            boolean counts = member instanceof StructuredValue.Text(var name) && name.length() <= NAME_MAX && names.size() < GROUPS_MAX;
            if (counts) names.add(origin + " " + ((StructuredValue.Text) member).value());
        }
        return names;
    }

    /** A response with these names is about to be stored. */
    void expect(List<String> names, long nowMillis) {
        if (names.isEmpty()) return;
        latest.accumulateAndGet(nowMillis, Math::max);
        for (var name : names) {
            if (since.compareAndSet(slot(name), 0, IN_USE)) below.mark(slot(name), IN_USE);
        }
    }

    /** Whether there may be a response with that name. */
    boolean concern(String name) {
        return since.get(slot(name)) != 0;
    }

    /** From now on what has one of these names is doubtful. */
    void cast(List<String> names, long nowMillis) {
        for (var name : names) {
            if (concern(name)) below.mark(slot(name), since.accumulateAndGet(slot(name), latest.accumulateAndGet(nowMillis, Math::max), Math::max));
        }
    }

    /** Whether a response that came at that moment is doubtful on account of one of these names. */
    boolean on(List<String> names, long responseMillis) {
        if (names.isEmpty()) return false;
        if (responseMillis <= all) return true;
        for (var name : names) if (responseMillis <= since.get(slot(name))) return true;
        return false;
    }

    private static int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & Marks.SLOTS - 1;
    }
}
