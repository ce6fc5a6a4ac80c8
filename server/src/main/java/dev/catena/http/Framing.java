// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Locale;
import java.util.Set;

/**
 * The rules of RFC 9112 §6 on where a body ends, in their strict reading: any message that another reader could frame
 * differently is faulty, even where the RFC would let us repair it.
 */
sealed interface Framing {
    Framing NO_BODY = new Clear(BodyLength.NONE);
    Framing UNTIL_CLOSE = new Clear(BodyLength.UNTIL_CLOSE);
    Headers.Known WORDS = Headers.Known.of(FieldName.CONTENT_LENGTH, FieldName.TRANSFER_ENCODING);

    record Clear(BodyLength body) implements Framing {}

    record Faulty(HeadFault fault) implements Framing {}

    /** Codings that are registered but that we do not decode. */
    Set<String> OTHER_CODINGS = Set.of("gzip", "x-gzip", "deflate", "compress", "x-compress", "identity");

    static Framing ofRequest(Version version, Target target, Headers headers) {
        int hosts = 0;
        for (int line = headers.indexOf(FieldName.HOST, 0); line >= 0; line = headers.indexOf(FieldName.HOST, line + 1)) {
            hosts++;
            // most say what the target says, which has been read
            if (target instanceof Target.Absolute absolute && headers.hasValue(line, absolute.authority())) continue;
            var host = headers.value(line);
            if (!host.isEmpty() && Authority.parse(host).isEmpty()) return syntax("Host is not one host with an optional port");
        }
        if (hosts > 1) return syntax("two Host fields");
        if (hosts == 0 && version == Version.HTTP_1_1) return syntax("an HTTP/1.1 request without Host");
        return headers.containsAny(WORDS) ? ofFields(version, headers, NO_BODY) : NO_BODY;
    }

    static Framing ofResponse(Version version, Headers headers) {
        return headers.containsAny(WORDS) ? ofFields(version, headers, UNTIL_CLOSE) : UNTIL_CLOSE;
    }

    private static Framing ofFields(Version version, Headers headers, Framing otherwise) {
        if (headers.contains(FieldName.TRANSFER_ENCODING)) {
            if (headers.contains(FieldName.CONTENT_LENGTH)) return faulty("both Content-Length and Transfer-Encoding");
            if (version == Version.HTTP_1_0) return faulty("Transfer-Encoding in an HTTP/1.0 message");
            return ofCodings(headers);
        }
        int line = headers.indexOf(FieldName.CONTENT_LENGTH, 0);
        if (line < 0) return otherwise;
        if (headers.indexOf(FieldName.CONTENT_LENGTH, line + 1) >= 0) return faulty("more than one Content-Length");
        long length = length(headers.value(line));
        if (length < 0) return faulty("a Content-Length that is not one decimal number");
        return new Clear(length == 0 ? BodyLength.NONE : new BodyLength.Exactly(length));
    }

    private static Framing ofCodings(Headers headers) {
        var codings = headers.all(FieldName.TRANSFER_ENCODING);
        if (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")) return new Clear(BodyLength.CHUNKED);
        for (var coding : String.join(",", codings).toLowerCase(Locale.ROOT).split(",")) {
            if (OTHER_CODINGS.contains(coding.strip())) {
                return new Faulty(new HeadFault(HeadFault.Kind.CODING, "a transfer coding other than chunked: " + coding.strip()));
            }
        }
        return faulty("a Transfer-Encoding that is not exactly \"chunked\"");
    }

    /** 1*DIGIT within a long, or -1. */
    private static long length(String digits) {
        if (digits.isEmpty() || digits.length() > 18) return -1;
        long length = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (!Ascii.isDigit(digits.charAt(i))) return -1;
            length = length * 10 + digits.charAt(i) - '0';
        }
        return length;
    }

    private static Framing syntax(String what) {
        return new Faulty(HeadFault.syntax(what));
    }

    private static Framing faulty(String what) {
        return new Faulty(HeadFault.framing(what));
    }
}
