// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.store.MemoryStore;
import dev.catena.store.Seam;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import dev.catena.store.Variant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Parts of representations: stored 206 responses, what they answer, and how they grow together (RFC 9111 §3.3, §3.4).
 *
 * <p>They have a key of their own beside their URI, so that whoever looks for the whole does not meet them, and among their variants the range that
 * was asked for. A request for the same range gets the same answer; one for less gets a slice. Two parts with one strong validator become one; all of
 * them become the whole.
 */
final class Parts {
    /** What a part answers. Retained for the caller. */
    record Found(StoredResponse stored, Selection selection) {}

    private final MemoryStore store;

    Parts(MemoryStore store) {
        this.store = store;
    }

    /** A blank cannot stand in a URI, so no URI is this key. */
    static String key(String uri) {
        return uri + " parts";
    }

    /** Whether a 206 answers a request for one range with one part, so that it can be kept. */
    static boolean isOne(RequestHead request, Headers response, long bodyLength) {
        return request.headers().contains(FieldName.RANGE)
            && Extent.of(response).filter(extent -> bodyLength <= extent.length()).isPresent();
    }

    /** The variant of a part: that of the whole, and the range. */
    static Variant variant(Variant whole, Headers request) {
        return withRange(whole, request.combined(FieldName.RANGE).orElse(""));
    }

    private static Variant withRange(Variant whole, String range) {
        var names = new ArrayList<>(whole.names());
        var values = new ArrayList<>(whole.values());
        names.add(FieldName.RANGE);
        values.add(range);
        return new Variant(names, values, whole.reading());
    }

    private static Variant withoutRange(Variant part) {
        int last = part.names().size() - 1;
        return last == 0 && part.reading().isEmpty() ? Variant.ANY : new Variant(part.names().subList(0, last), part.values().subList(0, last), part.reading());
    }

    private static String range(Variant part) {
        return part.values().getLast();
    }

    /** A part that answers the request for a range of that URI; it may be stale. */
    Optional<Found> find(String uri, RequestHead request, Reader reader, long nowSeconds) {
        var wanted = request.headers();
        for (var stored : store.find(key(uri))) {
            var head = stored.head();
            if (!reader.fits(withoutRange(head.variant()), head.fields(), wanted) || !Preconditions.rangeApplies(wanted, head.fields(), nowSeconds)) continue;
            var selection = select(stored, wanted);
            if (selection.isPresent() && stored.tryRetain()) return Optional.of(new Found(stored, selection.get()));
        }
        return Optional.empty();
    }

    private static Optional<Selection> select(StoredResponse stored, Headers wanted) {
        if (range(stored.head().variant()).equals(wanted.combined(FieldName.RANGE).orElse(""))) return Optional.of(Selection.WHOLE);
        var claimed = Extent.of(stored.head().fields());
        if (claimed.isEmpty() || stored.bodyLength() < 0) return Optional.empty();
        var extent = claimed.get().heldBy(stored.bodyLength());
        return Ranges.one(wanted, extent.total())
            .filter(part -> extent.contains(part.from(), part.toExclusive()))
            .map(part -> new Selection.Slice(part.from() - extent.from(), part.toExclusive() - extent.from(),
                extent.contentRange(part.from(), part.toExclusive())));
    }

    /** Two parts of one representation become one, as often as there are two such. Copies memory. */
    void combine(String uri, long bodyMax) {
        while (combineOnce(uri, bodyMax)) {
            // they are fewer by one
        }
    }

    private boolean combineOnce(String uri, long bodyMax) {
        var stored = store.find(key(uri));
        for (int i = 0; i < stored.size(); i++) {
            for (int k = i + 1; k < stored.size(); k++) {
                if (combine(uri, stored.get(i), stored.get(k), bodyMax)) return true;
            }
        }
        return false;
    }

    /** The newer one's fields count (RFC 9111 §3.4). */
    private boolean combine(String uri, StoredResponse newer, StoredResponse older, long bodyMax) {
        var one = held(newer);
        var other = held(older);
        boolean fit = one.isPresent() && other.isPresent() && one.get().joins(other.get()) && haveOneStrongTag(newer.head(), older.head())
            && withoutRange(newer.head().variant()).equals(withoutRange(older.head().variant()));
        if (!fit) return false;
        var all = one.get().with(other.get());
        if (all.length() > bodyMax || !newer.tryRetain()) return false;
        try {
            return older.tryRetain() && joined(uri, newer, older, one.get(), other.get());
        } finally {
            newer.release();
        }
    }

    /** Gives the reference to the older one back. */
    private boolean joined(String uri, StoredResponse newer, StoredResponse older, Extent one, Extent other) {
        try {
            var all = one.with(other);
            var place = store.miss(all.isWhole() ? uri : key(uri));
            boolean newerFirst = one.from() <= other.from();
            long overlap = (newerFirst ? one : other).toExclusive() - (newerFirst ? other : one).from();
            if (!Seam.join(store, place, head(newer.head(), all), newerFirst ? newer : older, newerFirst ? older : newer, overlap)) return false;
            store.remove(newer);
            store.remove(older);
            return true;
        } finally {
            older.release();
        }
    }

    private static Optional<Extent> held(StoredResponse stored) {
        long length = stored.bodyLength();
        // one that is shorter than it claims is good for slices, but nobody knows what is missing
        return Extent.of(stored.head().fields()).filter(extent -> extent.length() == length && extent.total() != Extent.UNKNOWN);
    }

    private static boolean haveOneStrongTag(StoredHead one, StoredHead other) {
        var tag = one.fields().first(FieldName.ETAG);
        return tag.isPresent() && tag.get().startsWith("\"") && tag.equals(other.fields().first(FieldName.ETAG));
    }

    private static StoredHead head(StoredHead newer, Extent all) {
        var fields = newer.fields().without(FieldName.CONTENT_RANGE);
        var variant = withoutRange(newer.variant());
        if (all.isWhole()) return StoredHead.of(200, "OK", fields, variant, newer.terms());
        var range = all.contentRange(all.from(), all.toExclusive());
        return StoredHead.of(206, newer.reason(), fields.toBuilder().add(FieldName.CONTENT_RANGE, range).build(), withRange(variant, range), newer.terms());
    }
}
