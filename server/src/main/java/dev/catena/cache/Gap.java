// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.store.StoredResponse;
import java.util.Optional;

/**
 * Bytes of a representation that are missing, and that only count if they are of that very representation: they are asked for with {@code Range} and
 * {@code If-Range} (RFC 9110 §13.1.5, §14.2), so that whoever has another by now sends all of it, or says so.
 *
 * @param tag its strong entity tag, with quotes
 * @param toExclusive {@link #TO_THE_END} if nobody knows where that is
 * @param total length of the whole, or {@link Extent#UNKNOWN}
 */
public record Gap(String tag, long from, long toExclusive, long total) {
    /** All from there on. */
    static final long TO_THE_END = Long.MAX_VALUE;

    /**
     * What a response is to bring, as far as that can be had in two steps; empty if it has no strong validator, or nothing shows that its origin knows
     * ranges.
     */
    public static Optional<Gap> of(RequestHead request, ResponseHead response) {
        var tag = strongTag(response.headers());
        if (request.method() != Method.GET || tag.isEmpty()) return Optional.empty();
        return switch (response.status()) {
            case 200 -> response.headers().listHas(FieldName.ACCEPT_RANGES, "bytes") ? Optional.of(whole(tag.get(), response)) : Optional.empty();
            case 206 -> Extent.of(response.headers()).map(extent -> new Gap(tag.get(), extent.from(), extent.toExclusive(), extent.total()));
            default -> Optional.empty();
        };
    }

    /** What is sent of a stored response, on the same terms. */
    public static Optional<Gap> of(StoredResponse stored, long from, long toExclusive) {
        var fields = stored.head().fields();
        boolean ranges = stored.status() == 200 && fields.listHas(FieldName.ACCEPT_RANGES, "bytes");
        long total = stored.bodyLength();
        return strongTag(fields).filter(_ -> ranges).map(tag -> new Gap(tag, from, total < 0 ? TO_THE_END : toExclusive, total < 0 ? Extent.UNKNOWN : total));
    }

    private static Gap whole(String tag, ResponseHead response) {
        return response.declared() instanceof BodyLength.Exactly(long bytes) ? new Gap(tag, 0, bytes, bytes) : new Gap(tag, 0, TO_THE_END, Extent.UNKNOWN);
    }

    /** An entity tag that two representations never share (RFC 9110 §8.8.3). */
    static Optional<String> strongTag(Headers response) {
        return response.first(FieldName.ETAG).filter(tag -> tag.startsWith("\""));
    }

    /** What is missing once all before that byte has come. */
    public Gap after(long reached) {
        return new Gap(tag, reached, toExclusive, total);
    }

    public boolean isEmpty() {
        return from >= toExclusive;
    }

    /** The fields that ask for it. */
    public Headers conditions() {
        var range = "bytes=" + from + "-" + (toExclusive == TO_THE_END ? "" : toExclusive - 1);
        return Headers.builder().add(FieldName.RANGE, range).add(FieldName.IF_RANGE, tag).build();
    }

    /** Whether a response brings exactly this. */
    public boolean isFilledBy(ResponseHead response) {
        if (response.status() != 206 || !strongTag(response.headers()).filter(tag::equals).isPresent()) return false;
        var extent = Extent.of(response.headers());
        return extent.isPresent() && isFilledBy(extent.get())
            && !(response.declared() instanceof BodyLength.Exactly(long bytes) && bytes != extent.get().length());
    }

    private boolean isFilledBy(Extent extent) {
        long end = toExclusive == TO_THE_END ? extent.total() : toExclusive;
        return extent.from() == from && extent.toExclusive() == end && (total == Extent.UNKNOWN || extent.total() == total);
    }
}
