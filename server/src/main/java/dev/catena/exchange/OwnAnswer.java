// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Acknowledgement;
import dev.catena.array.ArrayPage;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.Reasons;
import dev.catena.http.Refusal;
import dev.catena.http.RequestHead;
import dev.catena.identity.Identified;
import dev.catena.net.LoopContext;
import dev.catena.observe.ExchangeRecord;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers that begin here: a refusal, the question who somebody is, what OPTIONS wants to know. Writes all but the end, and notes in the
 * record what was answered. Owner: one event loop.
 */
record OwnAnswer(LoopContext context, Snapshot now, ClientSide client, RequestHead request, ExchangeRecord record) {
    void options() {
        record.status = 200;
        var fields = context.fields();
        fields.put("Allow: GET, HEAD, QUERY, POST, PUT, DELETE, PATCH, OPTIONS, CONNECT\r\n");
        HopFields.writeCacheStatus(Exchange.BYPASSED, now, fields);
        HopFields.writeOwn(now, fields);
        client.begin(200, "OK", fields, BodyLength.NONE, false);
    }

    /**
     * 200, or 404 when there was nothing: as Squid and Varnish answer. 502 when a member of the array has not said that it took out what it
     * has: the URL may still be answered from there. 202 when this proxy has, and its disk has not confirmed that it stays so.
     *
     * @param said by the members, or by this proxy alone, which has no name then
     */
    void purge(RequestHead asked, List<Acknowledgement> said) {
        if (asked.hasBody()) client.skipRequestBody();
        long gone = said.stream().mapToLong(Acknowledgement::count).sum();
        boolean everywhere = said.stream().allMatch(Acknowledgement::done);
        boolean alone = said.stream().allMatch(each -> each.member().isEmpty());
        record.status = !everywhere ? alone ? 202 : 502 : gone > 0 ? 200 : 404;
        var lines = said.stream().filter(each -> !each.words().isEmpty()).map(each -> alone ? each.words() + "\n" : "%s: %s\n".formatted(each.member(), each.words()))
            .collect(Collectors.joining());
        var text = ((gone > 0 ? "%d taken out of the cache\n".formatted(gone) : "nothing of this URL was in the cache\n") + lines).getBytes(StandardCharsets.US_ASCII);
        var fields = context.fields();
        fields.put("Content-Type: text/plain\r\nCache-Control: no-store\r\n");
        HopFields.writeOwn(now, fields);
        client.begin(record.status, Reasons.of(record.status), fields, new BodyLength.Exactly(text.length), false);
        client.takeData(Unpooled.wrappedBuffer(text));
    }

    /** What the array tells of itself; nothing to somebody who has it already. */
    void page(ArrayPage page) {
        boolean known = request.headers().combined(FieldName.IF_NONE_MATCH).filter(page::isAmong).isPresent();
        record.status = known ? 304 : 200;
        record.contentType = page.mediaType();
        var fields = context.fields();
        fields.put("ETag: ").put(page.etag()).put("\r\nCache-Control: max-age=").put(page.maxAge().toSeconds()).crlf();
        if (!known) fields.put("Content-Type: ").put(page.mediaType()).crlf();
        HopFields.writeOwn(now, fields);
        var body = page.body().getBytes(StandardCharsets.US_ASCII);
        boolean bodiless = known || request.method() == Method.HEAD;
        client.begin(record.status, known ? "Not Modified" : "OK", fields, new BodyLength.Exactly(body.length), bodiless);
        if (!bodiless) client.takeData(Unpooled.wrappedBuffer(body));
    }

    void refusal(Refusal refusal) {
        // a refused CONNECT closes (RFC 9931): the client may have sent tunnel bytes already
        if (request.opensTunnel() || request.hasBody()) client.closeAfterwards();
        page(refusal, refusal.status(), "");
    }

    /** 407, on a connection that lives on: the client answers on it. */
    void challenge(Identified.Challenged challenged) {
        if (request.hasBody()) client.skipRequestBody();
        var lines = new StringBuilder();
        for (var line : challenged.proxyAuthenticate()) lines.append("Proxy-Authenticate: ").append(line).append("\r\n");
        page(challenged.refusal(), 407, lines.toString());
    }

    private void page(Refusal refusal, int status, String more) {
        note(refusal);
        record.end = ExchangeRecord.End.REFUSED;
        record.status = status;
        boolean head = request.method() == Method.HEAD;
        var page = RefusalPage.of(refusal, request, record.id, now.pseudonym());
        var fields = context.fields().put(more);
        page.writeFields(fields);
        HopFields.writeOwn(now, fields);
        client.begin(status, page.reason(), fields, new BodyLength.Exactly(page.length()), head);
        if (!head) client.takeData(page.takeBody());
    }

    /** What the log says of it. */
    void note(Refusal refusal) {
        record.refusal = refusal.code().number();
        record.refusalSlug = refusal.slug();
        record.refusalCause = refusal.cause();
        if (!refusal.rule().isEmpty()) {
            record.rule = refusal.rule();
            record.ruleAction = "deny";
        }
    }
}
