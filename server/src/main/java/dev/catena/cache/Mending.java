// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.http.Version;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a request can be answered from stored parts of one representation and requests for what is missing between them (RFC 9111 §3.4). Holds the parts until it
 * is released.
 *
 * @param wanted the bytes the answer will have
 * @param range whether the request asked for a range, so that the answer is a 206
 * @param bits in their order and without gaps: a stored part, or nothing where bytes are missing
 * @param newest of the parts: its fields count (RFC 9111 §3.4)
 */
record Mending(Extent wanted, boolean range, String tag, List<Bit> bits, StoredResponse newest) {
    /** Bytes of the representation, and the part that has them, if any does. */
    record Bit(Extent extent, Optional<StoredResponse> part) {}

    /** @param from where the bytes of a part begin in the representation */
    record Part(StoredResponse stored, Extent extent) {}

    /**
     * The parts that are of use for what is wanted. Each of them is retained from now on.
     *
     * @param parts of one representation, the newest first
     * @return empty if they have nothing of it, or all of them are on their way out of the store
     */
    static Optional<Mending> of(List<Part> parts, Extent wanted, boolean range, String tag) {
        var bits = new ArrayList<Bit>();
        var sorted = parts.stream().sorted(Comparator.comparingLong(part -> part.extent().from())).toList();
        long reached = wanted.from();
        for (var part : sorted) {
            long from = Math.max(reached, part.extent().from());
            long end = Math.min(wanted.toExclusive(), part.extent().toExclusive());
            if (from >= end || !part.stored().tryRetain()) continue;
            if (from > reached) bits.add(new Bit(new Extent(reached, from, wanted.total()), Optional.empty()));
            bits.add(new Bit(new Extent(from, end, wanted.total()), Optional.of(part.stored())));
            reached = end;
        }
        if (bits.isEmpty()) return Optional.empty();
        if (reached < wanted.toExclusive()) bits.add(new Bit(new Extent(reached, wanted.toExclusive(), wanted.total()), Optional.empty()));
        var newest = parts.stream().map(Part::stored).filter(one -> bits.stream().anyMatch(bit -> bit.part().filter(one::equals).isPresent())).findFirst();
        return Optional.of(new Mending(wanted, range, tag, List.copyOf(bits), newest.orElseThrow()));
    }

    /** Whether nothing is missing. */
    boolean isWhole() {
        return bits.stream().allMatch(bit -> bit.part().isPresent());
    }

    private Gap gap(Bit bit) {
        return new Gap(tag, bit.extent().from(), bit.extent().toExclusive(), wanted.total());
    }

    /** What is asked for first: only its answer tells whether the rest still counts. */
    Gap firstGap() {
        return bits.stream().filter(bit -> bit.part().isEmpty()).map(this::gap).findFirst().orElseThrow();
    }

    /** All of it, for whoever brings more of it than was missing. */
    Gap all() {
        return new Gap(tag, wanted.from(), wanted.toExclusive(), wanted.total());
    }

    /** The stretches of the body; references to stored bodies go with them. */
    List<Patch> patches() {
        return bits.stream().map(bit -> bit.part().map(part -> held(part, bit.extent())).orElseGet(() -> new Patch.Missing(gap(bit)))).toList();
    }

    private static Patch held(StoredResponse part, Extent extent) {
        long start = Extent.of(part.head().fields()).orElseThrow().from();
        part.body().retain();
        return new Patch.Held(part.body(), extent.from() - start, extent.toExclusive() - start);
    }

    /** The head of the answer, without {@code Age}. */
    ResponseHead head(Headers fields) {
        var own = fields.without(FieldName.CONTENT_RANGE, FieldName.CONTENT_LENGTH);
        var length = new BodyLength.Exactly(wanted.length());
        if (!range) return new ResponseHead(200, "OK", Version.HTTP_1_1, own, length);
        var ranged = own.toBuilder().add(FieldName.CONTENT_RANGE, wanted.contentRange(wanted.from(), wanted.toExclusive())).build();
        return new ResponseHead(206, "Partial Content", Version.HTTP_1_1, ranged, length);
    }

    StoredHead newestHead() {
        return newest.head();
    }

    /** For people: {@code bytes 0-99, 200-299 of 1000}. */
    String shown() {
        return bits.stream().filter(bit -> bit.part().isPresent()).map(bit -> bit.extent().from() + "-" + (bit.extent().toExclusive() - 1))
            .collect(Collectors.joining(", ", "bytes ", " of " + wanted.total()));
    }

    /** The parts may go. */
    void release() {
        bits.forEach(bit -> bit.part().ifPresent(StoredResponse::release));
    }
}
