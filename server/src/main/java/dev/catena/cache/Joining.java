// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.store.ArrivingBody;
import dev.catena.store.StoredBody;
import dev.catena.store.StoredResponse;
import java.util.Optional;

/** Whether a request reads along what arrives for another. */
final class Joining {
    /** So far ahead of what has come may a range begin; for more it is shorter to ask the origin for just that. */
    static final long AHEAD_MAX = 1 << 20;

    private Joining() {}

    /**
     * The answer to a request, from a response whose head has come; empty if it needs a fetch of its own. Only a response that is fresh for
     * the request does: the validation that a stale one needs could not be had any sooner.
     */
    static Optional<CacheAnswer> join(RequestHead request, Asked asked, ArrivingBody arriving, Reader reader, long nowMillis) {
        var head = arriving.head();
        if (!reader.fits(head, request.headers())) return Optional.empty();
        if (!(Reuse.judge(head.terms(), head.terms().age(nowMillis), asked) instanceof Reuse.Fresh(long ttl))) return Optional.empty();
        // a range of a body whose length nobody knows yet
        if (arriving.length() == StoredBody.UNKNOWN && request.headers().contains(FieldName.RANGE)) return Optional.empty();
        return arriving.join().flatMap(joined -> selected(request, arriving, joined, ttl, nowMillis));
    }

    private static Optional<CacheAnswer> selected(RequestHead request, ArrivingBody arriving, StoredResponse joined, long ttl, long nowMillis) {
        var selection = Selection.of(request, joined, nowMillis);
        boolean tooFar = request.method() != Method.HEAD && selection instanceof Selection.Part(long from, _) && from > arriving.written() + AHEAD_MAX;
        if (!tooFar) return Optional.of(new CacheAnswer.Usable(joined, selection, CacheNote.collapsed(ttl)));
        joined.release();
        return Optional.empty();
    }
}
