// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Ascii;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.Variant;
import java.util.ArrayList;
import java.util.List;

/** What the choice of a response depended on, besides its URI (RFC 9110 §12.5.5). */
sealed interface Vary {
    /** These request fields; none for most responses. */
    record Fields(List<FieldName> names) implements Vary {}

    /** Something no cache can see: {@code *}, or a list that cannot be read. Such a response never matches. */
    record Anything() implements Vary {}

    /** Longer lists count as {@link Anything}. */
    int NAMES_MAX = 32;

    Vary NOTHING = new Fields(List.of());
    Vary ANYTHING = new Anything();

    static Vary of(Headers response) {
        if (!response.contains(FieldName.VARY)) return NOTHING;
        var names = new ArrayList<FieldName>();
        for (var member : response.list(FieldName.VARY)) {
            if (member.equals("*") || !Ascii.isToken(member) || names.size() == NAMES_MAX) return ANYTHING;
            var name = FieldName.of(member);
            if (!names.contains(name)) names.add(name);
        }
        names.sort((a, b) -> a.text().compareToIgnoreCase(b.text()));
        return new Fields(names);
    }

    /** Which of the possible responses that request got. */
    static Variant variant(Fields vary, Headers request, Languages languages) {
        if (vary.names.isEmpty()) return Variant.ANY;
        return new Variant(vary.names, vary.names.stream().map(name -> normalised(name, request, languages)).toList());
    }

    /** Whether the request would get that one too: every field that counts is the same, or absent in both (RFC 9111 §4.1). */
    static boolean matches(Variant variant, Headers request, Languages languages) {
        for (int i = 0; i < variant.names().size(); i++) if (!matches(variant, i, request, languages)) return false;
        return true;
    }

    /** The same without regard to languages. */
    static boolean matchesButForLanguage(Variant variant, Headers request) {
        for (int i = 0; i < variant.names().size(); i++) {
            boolean counts = !variant.names().get(i).equals(FieldName.ACCEPT_LANGUAGE);
            if (counts && !matches(variant, i, request, Languages.EXACT)) return false;
        }
        return true;
    }

    private static boolean matches(Variant variant, int field, Headers request, Languages languages) {
        return normalised(variant.names().get(field), request, languages).equals(variant.values().get(field));
    }

    /**
     * The lines of a field as one list without blanks around its members. Languages and codings are compared in lower
     * case and without any blanks, which their grammars make equal.
     *
     * @return empty text if the request has no such field, else {@code =} and its value
     */
    private static String normalised(FieldName name, Headers request, Languages languages) {
        if (!request.contains(name)) return "";
        if (languages == Languages.BY_WEIGHT && name.equals(FieldName.ACCEPT_LANGUAGE)) return languages.normalised(request);
        boolean lax = name.equals(FieldName.ACCEPT_LANGUAGE) || name.equals(FieldName.ACCEPT_ENCODING);
        var out = new StringBuilder(64).append('=');
        for (int line = request.indexOf(name, 0); line >= 0; line = request.indexOf(name, line + 1)) {
            appendMembers(request.value(line), lax, out);
        }
        return out.toString();
    }

    /** Each member followed by a comma; empty ones left out. */
    private static void appendMembers(String value, boolean lax, StringBuilder out) {
        int start = out.length();
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') quoted = !quoted;
            boolean blank = c == ' ' || c == '\t';
            if (quoted || !blank && c != ',') {
                out.append(lax ? Character.toLowerCase(c) : c);
            } else if (blank) {
                if (!lax && out.length() > start) out.append(c);
            } else {
                start = endMember(start, out);
            }
        }
        endMember(start, out);
    }

    private static int endMember(int start, StringBuilder out) {
        int end = out.length();
        while (end > start && (out.charAt(end - 1) == ' ' || out.charAt(end - 1) == '\t')) end--;
        out.setLength(end);
        if (end > start) out.append(',');
        return out.length();
    }
}
