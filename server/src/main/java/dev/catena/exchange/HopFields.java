// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.CacheNote;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.HopByHop;
import dev.catena.http.HttpDate;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.identity.Scheme;

/** The field lines of an answer: those that travel on, and those this hop adds. */
final class HopFields {
    private static final Headers.Known NONE = Headers.Known.of();
    private static final Headers.Known CHALLENGES = Headers.Known.of(FieldName.PROXY_AUTHENTICATE, FieldName.PROXY_AUTHENTICATION_INFO);

    private HopFields() {}

    static Headers endToEnd(Headers headers) {
        return HopByHop.endToEnd(headers);
    }

    /** A response that passes through. A missing {@code Date} is added (RFC 9110 §6.6.1). */
    static void writeResponse(ResponseHead head, CacheNote note, Snapshot now, WireBuffer out) {
        HopByHop.writeEndToEnd(head.headers(), NONE, out);
        writeProxySupport(head, out);
        if (!head.headers().contains(FieldName.DATE)) writeDate(now, out);
        writeVia(head.version().number(), now, out);
        writeCacheStatus(note, now, out);
    }

    /** What an upstream has to say to a client that logs in to it through us. */
    static void writeChallenges(Headers headers, WireBuffer out) {
        for (int line = 0; line < headers.size(); line++) {
            if (headers.isAny(line, CHALLENGES)) headers.writeLine(line, out);
        }
    }

    /** Tells the client that it may log in to the origin over this connection, as it will not be shared (RFC 4559 §6). */
    private static void writeProxySupport(ResponseHead head, WireBuffer out) {
        if (head.status() != 401 || head.headers().all(FieldName.WWW_AUTHENTICATE).stream().noneMatch(HopFields::offersConnectionProof)) return;
        out.put("Proxy-Support: Session-Based-Authentication\r\nConnection: Proxy-Support\r\n");
    }

    private static boolean offersConnectionProof(String challenges) {
        for (var challenge : challenges.split(",")) if (Scheme.provesConnection(challenge.strip())) return true;
        return false;
    }

    /** An answer that begins here. */
    static void writeOwn(Snapshot now, WireBuffer out) {
        writeDate(now, out);
        writeVia("1.1", now, out);
    }

    static void writeCacheStatus(CacheNote note, Snapshot now, WireBuffer out) {
        out.put("Cache-Status: ").put(now.name().statusName());
        note.writeTo(out);
        out.crlf();
    }

    /** Both fields of a stored answer. */
    static void writeViaAndCacheStatus(CacheNote note, Snapshot now, WireBuffer out) {
        out.put(now.name().viaAndCacheStatus());
        note.writeTo(out);
        out.crlf();
    }

    static void writeVia(String receivedVersion, Snapshot now, WireBuffer out) {
        out.put("Via: ").put(receivedVersion).put(" ").put(now.pseudonym()).crlf();
    }

    private static void writeDate(Snapshot now, WireBuffer out) {
        out.put("Date: ").put(HttpDate.wire(now.clock().millis() / 1000)).crlf();
    }
}
