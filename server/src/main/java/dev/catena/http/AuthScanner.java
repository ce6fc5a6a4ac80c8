// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the grammar that challenges and credentials share (RFC 9110 §11.2 to §11.6):
 * {@code auth-scheme [ 1*SP ( token68 / #auth-param ) ]}, alone or in a list.
 *
 * <p>A comma may end a parameter or a challenge; what follows decides: {@code name =} is a parameter, any other token a scheme.
 * Messages name places and never repeat what was read, for it may be a password.
 */
final class AuthScanner {
    /** One challenge or one set of credentials; at most one of token and parameters is there. */
    record Item(String scheme, String token68, Map<String, String> params) {}

    private final String text;
    private int at;

    AuthScanner(String text) {
        this.text = text;
    }

    /** All of the text as one item. */
    Item single(int paramsMax) {
        skipBlanks();
        var item = item(paramsMax);
        if (at < text.length()) throw malformed("more than one set of credentials");
        return item;
    }

    /** All of the text as a list; empty elements are skipped (RFC 9110 §5.6.1.2). */
    List<Item> list(int itemsMax, int paramsMax) {
        var items = new ArrayList<Item>();
        skipCommas();
        while (at < text.length()) {
            if (items.size() == itemsMax) throw malformed("more than %d challenges".formatted(itemsMax));
            items.add(item(paramsMax));
            skipCommas();
        }
        return items;
    }

    /** From a scheme to its end or to the comma before the next scheme. */
    private Item item(int paramsMax) {
        var scheme = token("a scheme");
        if (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != ',') throw malformed("a character no scheme has");
        skipBlanks();
        var token68 = token68();
        if (!token68.isEmpty()) return new Item(scheme, token68, Map.of());
        var params = new LinkedHashMap<String, String>();
        while (nextIsParam(!params.isEmpty())) {
            if (params.size() == paramsMax) throw malformed("more than %d parameters".formatted(paramsMax));
            param(params);
        }
        return new Item(scheme, "", params);
    }

    /** The token68 that fills the space up to a comma or the end, or nothing. */
    private String token68() {
        int end = at;
        while (end < text.length() && isToken68(text.charAt(end))) end++;
        if (end == at) return "";
        while (end < text.length() && text.charAt(end) == '=') end++;
        int after = end;
        while (after < text.length() && isBlank(text.charAt(after))) after++;
        if (after < text.length() && text.charAt(after) != ',') return "";
        var token68 = text.substring(at, end);
        at = after;
        return token68;
    }

    /** Steps over commas if a parameter follows them; otherwise stays. The first parameter needs no comma. */
    private boolean nextIsParam(boolean afterParam) {
        int start = at;
        skipBlanks();
        boolean comma = at < text.length() && text.charAt(at) == ',';
        if (afterParam && !comma && at < text.length()) throw malformed("no comma after a parameter");
        skipCommas();
        int end = at;
        while (end < text.length() && Ascii.isToken(text.substring(end, end + 1))) end++;
        int equals = end;
        while (equals < text.length() && isBlank(text.charAt(equals))) equals++;
        if (end > at && equals < text.length() && text.charAt(equals) == '=') return true;
        if (!comma && at < text.length()) throw malformed("neither a parameter nor a token after the scheme");
        at = start;
        return false;
    }

    private void param(Map<String, String> params) {
        var name = token("a parameter").toLowerCase(Locale.ROOT);
        skipBlanks();
        at++;
        skipBlanks();
        var value = at < text.length() && text.charAt(at) == '"' ? quoted() : token("a value");
        if (params.putIfAbsent(name, value) != null) throw malformed("a parameter is there twice");
    }

    private String token(String what) {
        int start = at;
        while (at < text.length() && Ascii.isToken(text.substring(at, at + 1))) at++;
        if (at == start) throw malformed(what + " is missing");
        return text.substring(start, at);
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && ++at < text.length()) c = text.charAt(at);
            if (c > 0xff || !Ascii.isValueByte((byte) c)) throw malformed("a character that may not stand in a quoted string");
            value.append(c);
        }
        throw malformed("a quoted string does not end");
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) at++;
    }

    private void skipCommas() {
        while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == ',')) at++;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isToken68(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0);
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("%s (at character %d)".formatted(what, at + 1));
    }

    /** Prints what {@link #item} reads. Values are quoted unless their name says otherwise. */
    static String print(String scheme, String token68, Map<String, String> params, List<String> bare) {
        var out = new StringBuilder(scheme);
        if (!token68.isEmpty()) return out.append(' ').append(token68).toString();
        var separator = " ";
        for (var param : params.entrySet()) {
            out.append(separator).append(param.getKey()).append('=');
            if (bare.contains(param.getKey()) && Ascii.isToken(param.getValue())) out.append(param.getValue());
            else quote(out, param.getValue());
            separator = ", ";
        }
        return out.toString();
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') out.append('\\');
            out.append(c);
        }
        out.append('"');
    }

    /** What both kinds guarantee: a scheme, and no more than one of token and parameters, all of them printable. */
    static void check(String scheme, String token68, Map<String, String> params) {
        if (!Ascii.isToken(scheme)) throw new IllegalArgumentException("the scheme is not a token");
        if (!token68.isEmpty() && !params.isEmpty()) throw new IllegalArgumentException("both a token and parameters");
        if (!token68.isEmpty() && !token68.matches("[A-Za-z0-9._~+/-]+=*")) throw new IllegalArgumentException("not a token68");
        params.forEach((name, value) -> {
            if (!Ascii.isToken(name)) throw new IllegalArgumentException("a parameter's name is not a token");
            boolean printable = value.chars().allMatch(c -> c <= 0xff && Ascii.isValueByte((byte) c));
            if (!printable) throw new IllegalArgumentException("a parameter's value cannot be printed");
        });
    }
}
