// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredHead;
import dev.catena.store.Terms;
import java.util.Objects;
import java.util.Optional;

/** Makes answers of stored parts, alone or with what the origin sent for what was missing; what they are together is stored in their stead. */
final class Mender {
    private final Holdings known;
    private final Rulebook book;
    private final Intake intake;

    Mender(Holdings known, Rulebook book, Intake intake) {
        this.known = known;
        this.book = book;
        this.intake = intake;
    }

    /** The first gap is filled by a response: it is the origin's word that the parts are still of what it has. Its fields replace the stored ones. */
    Answer.Mended filled(Inquiry inquiry, Asked asked, Fetch fetch, Mending mending, ResponseHead response, long now) {
        var targets = book.reader(inquiry).targets();
        var withheld = Statement.of(response.headers(), targets).withheld();
        var head = mending.head(Revalidation.updated(mending.newest().head().fields(), response.headers(), withheld, now / 1000));
        var rule = book.rule(inquiry.request(), head.status(), head.headers());
        var terms = book.terms(head.status(), head.headers(), book.stated(rule, head.headers(), targets), rule, response.headers(), fetch, now);
        return answer(inquiry, asked, fetch, mending, head, terms, now);
    }

    /** The parts are enough. Takes the mending over. */
    Answer.Mended joined(Inquiry inquiry, Asked asked, Mending mending, long now) {
        var uri = inquiry.target().uri();
        try {
            var newest = mending.newest();
            var note = CacheNote.hit(newest.freshnessLifetime() - newest.ageSeconds(now));
            for (var bit : mending.bits()) bit.part().ifPresent(known.store()::used);
            var own = Fetch.into(known.store().miss(uri), note, now, null, Headers.EMPTY, uri, null, false);
            var mended = answer(inquiry, asked, own, mending, mending.head(newest.head().fields()), newest.head().terms(), now);
            return new Answer.Mended(mended.head(), mended.all(), mended.patches(), mended.writer(), note);
        } finally {
            mending.release();
        }
    }

    private Answer.Mended answer(Inquiry inquiry, Asked asked, Fetch fetch, Mending mending, ResponseHead head, Terms terms, long now) {
        var writer = writer(inquiry, asked, fetch, mending, head, terms, now);
        if (writer.isEmpty()) known.over(fetch, Outcome.IN_VAIN);
        var aged = head.withHeaders(head.headers().toBuilder().add(FieldName.AGE, Long.toString(terms.age(now))).build());
        boolean keeps = writer.isPresent() && writer.get().keeps();
        var note = keeps ? fetch.note().storing(terms.lifetime() - terms.initialAge(), fetch.note().detail()) : fetch.note();
        return new Answer.Mended(aged, mending.all(), mending.patches(), writer, note);
    }

    private Optional<StoreWriter> writer(Inquiry inquiry, Asked asked, Fetch fetch, Mending mending, ResponseHead head, Terms terms, long now) {
        var request = inquiry.request();
        var uri = inquiry.target().uri();
        var doubted = Doubts.names(uri, head.headers());
        var rule = book.rule(request, head.status(), head.headers());
        var stated = book.stated(rule, head.headers(), book.reader(inquiry).targets());
        boolean stores = rule.treatment() != Treatment.NEVER && fetch.place != null && known.store().isCurrent(fetch.place) && !known.doubts().on(doubted, fetch.requestMillis())
            && StorageRules.judge(request, asked.control(), head, stated.control(),
                () -> book.freshness(head.status(), head.headers(), stated, rule, now), book.settings().notKept()) instanceof StorageRules.Verdict.Store;
        if (!stores || !(Vary.of(head.headers()) instanceof Vary.Fields vary)) return Optional.empty();
        known.doubts().expect(doubted, now);
        var variant = Vary.variant(vary, request.headers(), book.settings().languages()).readBy(stated.field());
        boolean part = mending.range();
        var stored = StoredHead.of(head.status(), head.reason(), head.headers(), part ? Parts.variant(variant, request.headers()) : variant, terms);
        var place = part ? known.store().miss(Parts.key(uri)) : Objects.requireNonNull(fetch.place);
        return intake.open(fetch, uri, place, stored, mending.wanted().length(), rule.bodyMax(book.settings().objectMax().bytes()), now);
    }
}
