// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.base.Json;
import dev.catena.http.FieldName;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Headers;
import dev.catena.http.StructuredFields;
import dev.catena.http.WireBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A refusal in the form its reader can use: a page for browsers, {@code application/problem+json} (RFC 9457) for
 * programs that ask for JSON, one plain line for the rest. The fields say it too, as nobody sees the body of a refused
 * CONNECT.
 */
public final class RefusalPage {
    private final Refusal refusal;
    private final String requestId;
    private final String pseudonym;
    private final String contentType;
    private final byte[] body;

    private RefusalPage(Refusal refusal, String requestId, String pseudonym, String contentType, String body) {
        this.refusal = refusal;
        this.requestId = requestId;
        this.pseudonym = pseudonym;
        this.contentType = contentType;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    /** In the form that the request's {@code Accept} prefers. */
    public static RefusalPage of(Refusal refusal, RequestHead request, String requestId, String pseudonym) {
        var accept = request.headers().combined(FieldName.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
        if (accept.contains("text/html")) return new RefusalPage(refusal, requestId, pseudonym, "text/html; charset=utf-8", html(refusal, requestId, pseudonym));
        if (accept.contains("json")) return new RefusalPage(refusal, requestId, pseudonym, "application/problem+json", json(refusal, requestId));
        return plain(refusal, requestId, pseudonym);
    }

    /** One line of text: for clients whose request could not be read. */
    public static RefusalPage plain(Refusal refusal, String requestId, String pseudonym) {
        return new RefusalPage(refusal, requestId, pseudonym, "text/plain; charset=utf-8", text(refusal, requestId));
    }

    public int status() {
        return refusal.status();
    }

    public String reason() {
        return ResponseHead.of(refusal.status(), Headers.EMPTY).reason();
    }

    public int length() {
        return body.length;
    }

    /** The body; the caller owns it. */
    public ByteBuf takeBody() {
        return Unpooled.wrappedBuffer(body);
    }

    /** Its field lines, without framing, {@code Date} and {@code Via}. */
    public void writeFields(WireBuffer out) {
        var name = StructuredFields.tokenOrString(pseudonym);
        out.put("Content-Type: ").put(contentType).crlf();
        out.put("Content-Language: en\r\nCache-Control: no-store\r\n");
        out.put("Proxy-Status: ").put(name).put("; error=").put(refusal.code().proxyStatusError())
            .put("; details=").put(StructuredFields.string(refusal.reference() + ": " + refusal.cause())).crlf();
        out.put("Cache-Status: ").put(name).put("; detail=").put(StructuredFields.string("refused " + refusal.code().number())).crlf();
        out.put("Catena-Request-Id: ").put(requestId).crlf();
        if (refusal.code() == RefusalCode.METHOD_NOT_ALLOWED) out.put("Allow: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, CONNECT\r\n");
        if (refusal.status() == 503) out.put("Retry-After: 5\r\n");
    }

    private static String text(Refusal refusal, String requestId) {
        var text = new StringBuilder();
        text.append("catena ").append(refusal.reference()).append(": ")
            .append(sentence(refusal.cause()));
        if (!refusal.rule().isEmpty()) text.append(" Rule: ").append(refusal.rule()).append('.');
        if (!refusal.say().isEmpty()) text.append(' ').append(sentence(refusal.say()));
        return text.append(" Remedy: ").append(refusal.remedy()).append(". Request ").append(requestId).append(" (catena why ").append(requestId).append(").\n").toString();
    }

    private static String sentence(String clause) {
        return clause.endsWith(".") || clause.endsWith("?") || clause.endsWith("!") ? clause : clause + ".";
    }

    private static String json(Refusal refusal, String requestId) {
        var json = new Json().object()
            .put("type", "urn:catena:refusal:" + refusal.code().number())
            .put("title", refusal.code().title())
            .put("status", refusal.status())
            .put("detail", refusal.cause())
            .put("instance", "urn:catena:request:" + requestId)
            .put("number", refusal.code().number())
            .put("code", refusal.slug())
            .put("remedy", refusal.remedy());
        if (!refusal.rule().isEmpty()) json.put("rule", refusal.rule());
        if (!refusal.say().isEmpty()) json.put("say", refusal.say());
        return json.endObject() + "\n";
    }

    private static String html(Refusal refusal, String requestId, String pseudonym) {
        var rule = refusal.rule().isEmpty() ? "" : "<dt>Rule<dd>" + escape(refusal.rule());
        var say = refusal.say().isEmpty() ? "" : "<p class=say>" + escape(sentence(refusal.say())) + "</p>\n";
        return """
            <!doctype html>
            <html lang=en>
            <meta charset=utf-8>
            <meta name=viewport content="width=device-width">
            <title>%1$d %2$s</title>
            <style>
            body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:12vh auto;padding:0 1.5rem;color:#1c2733;background:#f7f8fa}
            h1{font-size:1.5rem;margin-bottom:.3rem}.say{border-left:4px solid #c2410c;padding-left:1rem}
            dt{font-weight:600;margin-top:.8rem}dd{margin:0}small{color:#5b6875}
            @media(prefers-color-scheme:dark){body{color:#dfe6ee;background:#12181f}small{color:#93a1b0}}
            </style>
            <h1>%2$s</h1>
            %3$s<dl>
            <dt>What happened<dd>%4$s
            <dt>What helps<dd>%5$s
            %6$s</dl>
            <small>Refusal %7$s · status %8$d · request %9$s · proxy %10$s · for its administrator: <code>catena why %9$s</code></small>
            """.formatted(refusal.code().number(), escape(refusal.code().title()), say, escape(sentence(refusal.cause())),
            escape(sentence(refusal.remedy())), rule, refusal.reference(), refusal.status(), escape(requestId), escape(pseudonym));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
