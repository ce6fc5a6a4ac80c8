// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.exchange.RefusalPage;
import dev.catena.exchange.Snapshot;
import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodyWriter;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord;

/** The answer to what could not be read as a request, which no exchange makes. Owner: one event loop. */
record UnreadableRequest(ExchangeRecord record, Refusal refusal, Snapshot now) {
    UnreadableRequest {
        record.method = "-";
        record.target = "error:" + refusal.slug();
        record.version = "HTTP/1.1";
        record.status = refusal.status();
        record.refusal = refusal.code().number();
        record.refusalSlug = refusal.slug();
        record.refusalCause = refusal.cause();
        record.end = End.REFUSED;
    }

    /** Writes the page, and publishes the record. */
    void answer(ClientConnection client, BodyWriter out) {
        var page = RefusalPage.plain(refusal, record.id, now.pseudonym());
        var fields = client.context().fields();
        page.writeFields(fields);
        long before = out.wireBytes();
        client.begin(page.status(), page.reason(), fields, new BodyLength.Exactly(page.length()), false);
        out.data(page.takeBody());
        out.end(Headers.EMPTY);
        out.flush();
        record.bytesToClient = out.wireBytes() - before;
        record.bodyBytesToClient = page.length();
        record.endNanos = record.elapsedNanos();
        now.journal().publish(record);
    }
}
