// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.store.Loaded;
import dev.catena.store.MemoryStore;
import dev.catena.store.Seam;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import dev.catena.store.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

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

    /**
     * A part that answers the request for a range by itself; it may be stale.
     *
     * @param parts of the URI
     */
    static Optional<Found> find(List<StoredResponse> parts, RequestHead request, Reader reader, long nowSeconds) {
        var wanted = request.headers();
        for (var stored : parts) {
            var head = stored.head();
            if (!reader.fits(withoutRange(head.variant()), head.fields(), wanted) || !Preconditions.rangeApplies(wanted, head.fields(), nowSeconds)) continue;
            var selection = select(stored, wanted);
            if (selection.isPresent() && stored.tryRetain()) return Optional.of(new Found(stored, selection.get()));
        }
        return Optional.empty();
    }

    /**
     * What is stored of a URI in part, and what was read from disk, if memory had no room for it.
     *
     * @param key of the URI's parts
     */
    List<StoredResponse> at(String key, Loaded loaded) {
        var here = store.find(key);
        if (loaded.responses(1).isEmpty()) return here;
        var all = new ArrayList<>(here);
        for (var one : loaded.responses(1)) if (!all.contains(one)) all.add(one);
        return all;
    }

    /**
     * How the request can be answered from several parts, or from parts and what is missing: of the representation that the latest part is of. What is used
     * is fresh for the request, or at least found to be still that of the origin before a byte of it is sent.
     *
     * @param usable whether a part may be used at all
     * @return empty if it cannot; the caller releases it
     */
    static Optional<Mending> mend(List<StoredResponse> parts, RequestHead request, Reader reader, long nowMillis, Predicate<StoredResponse> usable,
        Asked asked) {
        var wanted = request.headers();
        var fitting = new ArrayList<Mending.Part>();
        var tag = Optional.<String>empty();
        for (var stored : parts) {
            var head = stored.head();
            var its = Gap.strongTag(head.fields());
            boolean fits = its.isPresent() && reader.fits(withoutRange(head.variant()), head.fields(), wanted)
                && Preconditions.rangeApplies(wanted, head.fields(), nowMillis / 1000) && usable.test(stored);
            var extent = fits ? held(stored) : Optional.<Extent>empty();
            if (extent.isEmpty()) continue;
            if (tag.isEmpty()) tag = its;
            boolean same = tag.equals(its) && (fitting.isEmpty() || fitting.getFirst().extent().total() == extent.get().total());
            if (same) fitting.add(new Mending.Part(stored, extent.get()));
        }
        if (fitting.isEmpty()) return Optional.empty();
        boolean range = wanted.contains(FieldName.RANGE);
        long total = fitting.getFirst().extent().total();
        var asks = range ? Ranges.one(wanted, total).map(part -> new Extent(part.from(), part.toExclusive(), total)) : Optional.of(new Extent(0, total, total));
        var mending = asks.isEmpty() ? Optional.<Mending>empty() : Mending.of(fitting, asks.get(), range, tag.orElseThrow());
        if (mending.isEmpty() || isGood(mending.get(), asked, nowMillis)) return mending;
        mending.get().release();
        return Optional.empty();
    }

    /** Whether it may be used: what is stale is only good together with something that the origin is asked for. */
    private static boolean isGood(Mending mending, Asked asked, long nowMillis) {
        return mending.bits().stream().flatMap(bit -> bit.part().stream()).allMatch(part ->
            switch (Reuse.judge(part.head().terms(), part.ageSeconds(nowMillis), asked)) {
                case Reuse.Fresh _ -> true;
                case Reuse.Stale _, Reuse.Renewing _ -> !mending.isWhole();
                case Reuse.Validate(var why, _, _) -> why == Forward.STALE && !mending.isWhole();
            });
    }

    /** The whole is stored, or another representation is known: parts are of no use. */
    void supersede(String uri) {
        var key = key(uri);
        if (!store.find(key).isEmpty() || store.below().mayHave(key, List.of())) store.purge(key);
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
        if (all.length() == Math.max(one.get().length(), other.get().length())) { // one has all that the other has
            store.remove(all.length() == one.get().length() ? older : newer);
            return true;
        }
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
        var tag = Gap.strongTag(one.fields());
        return tag.isPresent() && tag.equals(Gap.strongTag(other.fields()));
    }

    /** The head of what came of a response that broke off; empty if it has no strong validator, or its length is not known (RFC 9111 §3.3). */
    static Optional<LongFunction<StoredHead>> ofCut(StoredHead cut, long announced) {
        if (Gap.strongTag(cut.fields()).isEmpty() || announced < 0) return Optional.empty();
        if (cut.status() == 200) return Optional.of(bytes -> head(cut, cut.variant(), new Extent(0, bytes, announced)));
        var extent = cut.status() == 206 ? Extent.of(cut.fields()) : Optional.<Extent>empty();
        return extent.filter(whole -> whole.length() == announced && whole.total() != Extent.UNKNOWN)
            .map(whole -> bytes -> head(cut, withoutRange(cut.variant()), whole.heldBy(bytes)));
    }

    private static StoredHead head(StoredHead newer, Extent all) {
        var variant = withoutRange(newer.variant());
        if (!all.isWhole()) return head(newer, variant, all);
        return StoredHead.of(200, "OK", newer.fields().without(FieldName.CONTENT_RANGE), variant, newer.terms());
    }

    private static StoredHead head(StoredHead like, Variant whole, Extent extent) {
        var range = extent.contentRange(extent.from(), extent.toExclusive());
        var fields = like.fields().without(FieldName.CONTENT_RANGE).toBuilder().add(FieldName.CONTENT_RANGE, range).build();
        return StoredHead.of(206, "Partial Content", fields, withRange(whole, range), like.terms());
    }
}
