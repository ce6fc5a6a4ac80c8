// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 message out of an array, in one pass, by the letter of RFC 9112.
 *
 * <p>The rule is: what two readers could understand differently is not read at all. So there is no bare LF, no folded
 * line, no blank before a colon, no control character, no second {@code Content-Length}, and no transfer coding but
 * {@code chunked}. Nothing of the input survives but the parsed form: heads are printed anew for the next hop.
 *
 * <p>The values are crossed eight bytes at a time: a word has a byte below 0x20 if {@code (w - 0x20…) & ~w & 0x80…} is
 * not zero; DEL is looked for in the same word. One instance per thread; it keeps only scratch space.
 */
public final class HeadScanner {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BLANKS = 0x2020202020202020L;
    private static final long AFTER_BLANKS = 0x2121212121212121L;
    private static final long HASHES = 0x2323232323232323L;
    private static final long ONES = 0x0101010101010101L;
    private static final long DELS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGHS = 0x8080808080808080L;

    private final HeadLimits limits;
    private int[] marks = new int[Headers.STRIDE * 32];
    private int lines;
    private long known;
    private int at;
    private HeadFault fault = HeadFault.syntax("");
    /** The root of the site that was asked before, where most requests go as well; without its path, and of schemes that are short, as an idle connection keeps it. */
    private Target.@Nullable Absolute before;

    public HeadScanner(HeadLimits limits) {
        this.limits = limits;
    }

    /** Reads a request head that begins at {@code from}. The array may be reused afterwards. */
    public Scanned<RequestHead> request(byte[] bytes, int from, int to) {
        int start = from;
        // one empty line before a request is forgiven (RFC 9112 §2.2)
        if (to - start >= 2 && bytes[start] == '\r' && bytes[start + 1] == '\n') start += 2;
        if (start == to || start == from && to - start == 1 && bytes[start] == '\r') return new Scanned.Incomplete<>();
        if (bytes[start] == 0x16) {
            return new Scanned.Malformed<>(new HeadFault(HeadFault.Kind.TLS, "the first bytes are a TLS handshake"));
        }
        int end = Math.min(to, start + limits.headBytes());

        int space = token(bytes, start, end);
        if (space < 0) return broken("the method is not a token");
        if (space == end) return unfinished(to, start, end);
        if (space == start || bytes[space] != ' ') return broken("the method is not a token followed by one blank");
        int target = space + 1;
        int targetEnd = targetEnd(bytes, target, end);
        if (targetEnd == end) return unfinished(to, start, end);
        if (targetEnd == target || bytes[targetEnd] != ' ') {
            return broken("the request target is empty or has an octet that must be percent-encoded");
        }
        if (end - targetEnd < 11) {
            return startsLikeVersion(bytes, targetEnd + 1, end)
                ? unfinished(to, start, end)
                : broken("the request line does not end in an HTTP version");
        }
        int version = version(bytes, targetEnd + 1);
        if (version < 0 || bytes[targetEnd + 9] != '\r' || bytes[targetEnd + 10] != '\n') {
            return broken("the request line does not end in an HTTP version and CR LF");
        }
        if (version / 10 != 1) {
            return new Scanned.Malformed<>(new HeadFault(HeadFault.Kind.VERSION, "HTTP/" + version / 10 + "." + version % 10));
        }
        at = targetEnd + 11;
        return switch (fields(bytes, end)) {
            case 0 -> unfinished(to, start, end);
            case 1 -> {
                var method = Method.of(bytes, start, space);
                var raw = new String(bytes, target, targetEnd - target, StandardCharsets.ISO_8859_1);
                yield finishRequest(method, raw, version == 10 ? Version.HTTP_1_0 : Version.HTTP_1_1, headers(bytes), at - from);
            }
            default -> new Scanned.Malformed<>(fault);
        };
    }

    private Scanned<RequestHead> finishRequest(Method method, String raw, Version version, Headers headers, int length) {
        var parsed = TargetParser.parse(method, raw, before);
        if (parsed == null) return broken("the request target has none of the forms that fit " + method);
        if (parsed instanceof Target.Absolute absolute && Target.defaultPort(absolute.scheme()) != 0 && (before == null || !before.isSameSite(absolute))) {
            before = absolute.root();
        }
        var faults = Framing.ofRequest(version, parsed, headers);
        return switch (faults) {
            case Framing.Faulty(var wrong) -> new Scanned.Malformed<>(wrong);
            // nobody knows whether it would belong to the request or to the tunnel (RFC 9110 §9.3.6)
            case Framing.Clear(var body) when method == Method.CONNECT && !body.equals(BodyLength.NONE) ->
                new Scanned.Malformed<>(HeadFault.framing("a body in a CONNECT"));
            case Framing.Clear(var body) ->
                new Scanned.Complete<>(new RequestHead(method, raw, parsed, version, headers, body), length);
        };
    }

    /** Reads a response head that begins at {@code from}. */
    public Scanned<ResponseHead> response(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + limits.headBytes());
        if (end - from < 13) {
            return startsLikeVersion(bytes, from, end) ? unfinished(to, from, end) : broken("it does not begin with an HTTP version");
        }
        int version = version(bytes, from);
        if (version < 0 || bytes[from + 8] != ' ') return broken("it does not begin with an HTTP version");
        if (version / 10 != 1) {
            return new Scanned.Malformed<>(new HeadFault(HeadFault.Kind.VERSION, "HTTP/" + version / 10 + "." + version % 10));
        }
        int status = number(bytes, from + 9, 3);
        if (status < 100 || bytes[from + 12] != ' ' && bytes[from + 12] != '\r') return broken("its status is not three digits");
        int reasonEnd = valueEnd(bytes, from + 12, end);
        if (reasonEnd + 1 >= end) return unfinished(to, from, end);
        if (bytes[reasonEnd] != '\r' || bytes[reasonEnd + 1] != '\n') return broken("its status line has a control character or does not end in CR LF");
        at = reasonEnd + 2;
        return switch (fields(bytes, end)) {
            case 0 -> unfinished(to, from, end);
            case 1 -> {
                int reason = Math.min(from + 13, reasonEnd);
                yield finishResponse(status, Repeated.text(bytes, reason, reasonEnd),
                    version == 10 ? Version.HTTP_1_0 : Version.HTTP_1_1, headers(bytes), at - from);
            }
            default -> new Scanned.Malformed<>(fault);
        };
    }

    private Scanned<ResponseHead> finishResponse(int status, String reason, Version version, Headers headers, int length) {
        return switch (Framing.ofResponse(version, headers)) {
            case Framing.Faulty(var wrong) -> new Scanned.Malformed<>(wrong);
            case Framing.Clear(var body) ->
                new Scanned.Complete<>(new ResponseHead(status, reason, version, headers, body), length);
        };
    }

    /** Reads the trailer section after the last chunk: field lines and the empty line. */
    public Scanned<Headers> trailers(byte[] bytes, int from, int to) {
        at = from;
        int end = Math.min(to, from + limits.headBytes());
        return switch (fields(bytes, end)) {
            case 0 -> unfinished(to, from, end);
            case 1 -> new Scanned.Complete<>(headers(bytes), at - from);
            default -> new Scanned.Malformed<>(fault);
        };
    }

    /** Field lines from {@code at}: 1 all read, {@code at} behind the empty line; 0 more bytes needed; -1 {@code fault}. */
    private int fields(byte[] bytes, int end) {
        lines = 0;
        known = 0;
        for (;;) {
            if (at >= end) return 0;
            if (bytes[at] == '\r') {
                if (at + 1 >= end) return 0;
                if (bytes[at + 1] != '\n') return bad("CR without LF");
                at += 2;
                return 1;
            }
            if (bytes[at] == ' ' || bytes[at] == '\t') return bad("a line is folded or begins with a blank");
            int colon = token(bytes, at, end);
            if (colon < 0) return bad(lineFault(bytes, at, end));
            if (colon == end) return 0;
            if (colon == at || bytes[colon] != ':') return bad(lineFault(bytes, colon, end));
            int value = colon + 1;
            int valueEnd = valueEnd(bytes, value, end);
            if (valueEnd >= end) return 0;
            if (bytes[valueEnd] != '\r') return bad(lineFault(bytes, valueEnd, end));
            if (valueEnd + 1 >= end) return 0;
            if (bytes[valueEnd + 1] != '\n') return bad("CR without LF");
            if (lines == limits.fields()) {
                fault = new HeadFault(HeadFault.Kind.TOO_MANY_FIELDS, "more than " + limits.fields() + " field lines");
                return -1;
            }
            mark(bytes, at, colon, value, valueEnd);
            at = valueEnd + 2;
        }
    }

    private void mark(byte[] bytes, int name, int colon, int value, int valueEnd) {
        int from = value;
        int to = valueEnd;
        while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) from++;
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) to--;
        int id = FieldName.idOf(bytes, name, colon);
        if (id >= 0) known |= 1L << id;
        int slot = lines++ * Headers.STRIDE;
        if (slot == marks.length) marks = Arrays.copyOf(marks, marks.length * 2);
        marks[slot] = name;
        marks[slot + 1] = colon;
        marks[slot + 2] = from;
        marks[slot + 3] = to;
        marks[slot + 4] = id;
    }

    /** Copies the marked part out, so that the array can be reused. */
    private Headers headers(byte[] bytes) {
        if (lines == 0) return Headers.EMPTY;
        int base = marks[0];
        int end = marks[(lines - 1) * Headers.STRIDE + 3];
        int[] own = new int[lines * Headers.STRIDE];
        for (int i = 0; i < own.length; i += Headers.STRIDE) {
            own[i] = marks[i] - base;
            own[i + 1] = marks[i + 1] - base;
            own[i + 2] = marks[i + 2] - base;
            own[i + 3] = marks[i + 3] - base;
            own[i + 4] = marks[i + 4];
        }
        return new Headers(Arrays.copyOfRange(bytes, base, end), own, lines, known);
    }

    /** End of the token at {@code from}: a delimiter, {@code end}, or -1 if a byte is neither. */
    private static int token(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && Ascii.isTokenByte(bytes[i])) i++;
        return i == end || bytes[i] == ' ' || bytes[i] == ':' ? i : -1;
    }

    /** Index of the first byte from {@code from} that cannot stand in a request target, or {@code end}. */
    private static int targetEnd(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + 8 <= end; i += 8) {
            long word = (long) WORD.get(bytes, i);
            long del = word ^ DELS;
            long hash = word ^ HASHES;
            // below 0x21, DEL, a number sign, or not ASCII; what a borrow marks behind such a byte does not count, as the first decides
            long odd = (word - AFTER_BLANKS | del - ONES & ~del | hash - ONES & ~hash | word) & HIGHS;
            if (odd != 0) return i + (Long.numberOfTrailingZeros(odd) >>> 3);
        }
        while (i < end && Ascii.isTargetByte(bytes[i])) i++;
        return i;
    }

    /** Index of the first byte from {@code from} that cannot stand in a field value, or {@code end}. */
    private static int valueEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end) {
            while (i + 8 <= end) {
                long word = (long) WORD.get(bytes, i);
                long del = word ^ DELS;
                long odd = ((word - BLANKS) & ~word | (del - ONES) & ~del) & HIGHS;
                if (odd != 0) {
                    i += Long.numberOfTrailingZeros(odd) >>> 3;
                    break;
                }
                i += 8;
            }
            while (i < end && Ascii.isValueByte(bytes[i]) && (i + 8 > end || bytes[i] == '\t')) i++;
            if (i < end && !Ascii.isValueByte(bytes[i])) return i;
        }
        return end;
    }

    private static String lineFault(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && Ascii.isValueByte(bytes[i])) i++;
        if (i == from && i < end && bytes[i] == ' ') return "a blank before the colon of a field";
        if (i == end) return "a field name is not a token followed by a colon";
        return switch (bytes[i]) {
            case '\n' -> "a line ends in LF without CR";
            case 0 -> "a NUL octet in a field";
            case '\r' -> "a field line without a valid name and colon";
            default -> "a control character in a field";
        };
    }

    private static boolean startsLikeVersion(byte[] bytes, int from, int end) {
        var form = "HTTP/";
        for (int i = 0; i < form.length() && from + i < end; i++) if (bytes[from + i] != form.charAt(i)) return false;
        for (int i = from + form.length(); i < end; i++) {
            byte b = bytes[i];
            int place = i - from;
            boolean fits = place == 6 ? b == '.' : place == 8 ? b == ' ' || b == '\r' : b == ' ' || b == '\r' || Ascii.isDigit(b) || place > 11;
            if (!fits) return false;
        }
        return true;
    }

    /** {@code HTTP/d.d} as ten times major plus minor, or -1. Any 1.x above 1.0 is 11. */
    private static int version(byte[] bytes, int at) {
        if (bytes[at] != 'H' || bytes[at + 1] != 'T' || bytes[at + 2] != 'T' || bytes[at + 3] != 'P'
            || bytes[at + 4] != '/' || bytes[at + 6] != '.') return -1;
        int major = bytes[at + 5] - '0';
        int minor = bytes[at + 7] - '0';
        if (major < 0 || major > 9 || minor < 0 || minor > 9) return -1;
        return major == 1 && minor > 1 ? 11 : major * 10 + minor;
    }

    private static int number(byte[] bytes, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            if (!Ascii.isDigit(bytes[i])) return -1;
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private <H> Scanned<H> unfinished(int to, int start, int end) {
        return end < to || end - start >= limits.headBytes()
            ? new Scanned.Malformed<>(new HeadFault(HeadFault.Kind.HEAD_TOO_LARGE, "more than " + limits.headBytes() + " bytes of head"))
            : new Scanned.Incomplete<>();
    }

    private static <H> Scanned<H> broken(String what) {
        return new Scanned.Malformed<>(HeadFault.syntax(what));
    }

    private int bad(String what) {
        fault = HeadFault.syntax(what);
        return -1;
    }
}
