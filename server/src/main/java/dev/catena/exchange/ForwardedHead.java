// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Fetch;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.HopByHop;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import dev.catena.http.WireBuffer;
import dev.catena.policy.Gate;
import java.util.Optional;

/**
 * Writes the head that goes to the next hop: from the parsed form, never from the client's bytes. {@code Host} says what the target says (RFC 9112 §3.2.2), and the framing is stated once, by us.
 */
final class ForwardedHead {
    private static final Headers.Known REWRITTEN = Headers.Known.of(FieldName.HOST, FieldName.MAX_FORWARDS);
    private static final Headers.Known REWRITTEN_AND_CONDITIONS = Headers.Known.of(
        FieldName.HOST, FieldName.MAX_FORWARDS, FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE, FieldName.RANGE,
        FieldName.IF_RANGE);

    private ForwardedHead() {}

    /** For an origin: the target in origin form. */
    static WireBuffer forOrigin(Errand errand, String pseudonym, WireBuffer out) {
        var target = (Target.Absolute) errand.request().target();
        out.put(errand.request().method().token()).put(" ").put(target.pathAndQuery()).put(" HTTP/1.1\r\nHost: ").put(target.authority()).crlf();
        return rest(errand, errand.request().headers(), pseudonym, out);
    }

    /** For another proxy: the target in absolute form or, of a tunnel, the authority; with our proof, if one is due. */
    static WireBuffer forProxy(Errand errand, Saying saying, Optional<FieldName> userField, String pseudonym, WireBuffer out) {
        var request = errand.request();
        var authority = Saying.authority(request);
        if (!saying.itself()) {
            out.put("HEAD http://").put(authority).put("/ HTTP/1.1\r\nHost: ").put(authority).put("\r\nCache-Control: only-if-cached\r\n");
            writeProof(saying, out);
            return out.put("Via: 1.1 ").put(pseudonym).put("\r\n\r\n");
        }
        out.put(request.method().token()).put(" ").put(targetForProxy(request)).put(" HTTP/1.1\r\nHost: ").put(authority).crlf();
        writeProof(saying, out);
        if (userField.isEmpty()) return rest(errand, request.headers(), pseudonym, out);
        UserField.write(userField.get(), errand.principal(), out);
        // what the client says of itself is no proof
        return rest(errand, request.headers().without(userField.get()), pseudonym, out);
    }

    private static void writeProof(Saying saying, WireBuffer out) {
        if (!saying.proof().isEmpty()) out.put("Proxy-Authorization: ").put(saying.proof()).crlf();
    }

    static String targetForProxy(RequestHead request) {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.uri();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> throw new IllegalArgumentException("not admitted: " + request.rawTarget());
        };
    }

    private static WireBuffer rest(Errand errand, Headers fields, String pseudonym, WireBuffer out) {
        var request = errand.request();
        var conditions = errand.fetch().map(Fetch::conditions).orElse(Headers.EMPTY);
        HopByHop.writeEndToEnd(fields, conditions.size() > 0 ? REWRITTEN_AND_CONDITIONS : REWRITTEN, out);
        conditions.writeTo(out);
        writeMaxForwards(request, out);
        writeHopFields(errand, out);
        writeFraming(request, out);
        return out.put("Via: ").put(request.version().number()).put(" ").put(pseudonym).put("\r\n\r\n");
    }

    private static void writeMaxForwards(RequestHead request, WireBuffer out) {
        if (!request.headers().contains(FieldName.MAX_FORWARDS)) return;
        Gate.forwardedMaxForwards(request)
            .or(() -> request.headers().first(FieldName.MAX_FORWARDS))
            .ifPresent(value -> out.put("Max-Forwards: ").put(value).crlf());
    }

    /** What concerns this hop only: an upgrade, and whether the client takes trailers (RFC 9110 §7.8, §10.1.4). */
    private static void writeHopFields(Errand errand, WireBuffer out) {
        boolean trailers = wantsTrailers(errand.request());
        if (errand.isUpgrade()) out.put("Upgrade: ").put(errand.upgrade()).crlf();
        if (trailers) out.put("TE: trailers\r\n");
        if (errand.isUpgrade() || trailers) {
            out.put("Connection: ").put(errand.isUpgrade() ? "Upgrade" : "").put(errand.isUpgrade() && trailers ? ", " : "")
                .put(trailers ? "TE" : "").crlf();
        }
    }

    /** The client reads trailers, so they are worth sending on. */
    static boolean wantsTrailers(RequestHead request) {
        return request.version() == Version.HTTP_1_1 && request.headers().contains(FieldName.TE)
            && request.headers().listHas(FieldName.TE, "trailers");
    }

    private static void writeFraming(RequestHead request, WireBuffer out) {
        switch (request.body()) {
            case BodyLength.Exactly(long bytes) -> out.put("Content-Length: ").put(bytes).crlf();
            case BodyLength.Chunked() -> out.put("Transfer-Encoding: chunked\r\n");
            case BodyLength.None() -> {
                if (request.headers().contains(FieldName.CONTENT_LENGTH)) out.put("Content-Length: 0\r\n");
            }
            case BodyLength.UntilClose() -> throw new IllegalStateException("a request body has an end");
        }
    }
}
