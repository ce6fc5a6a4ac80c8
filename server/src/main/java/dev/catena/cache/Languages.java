// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How {@code Accept-Language} tells stored responses apart. RFC 9111 §4.1 lets a cache treat requests as equal where it knows that the
 * origin does; whether an origin looks at the order of languages only its administrator knows.
 */
public enum Languages {
    /** As they were written, but for case and blanks. */
    EXACT,
    /** By weight (RFC 9110 §12.4.2): their order says nothing, and what is stored in the language a client likes best fits it. */
    BY_WEIGHT;

    private record Weighted(String language, int thousandths) {}

    /** The list as it is compared: languages of equal weight in the order of their letters. */
    String normalised(Headers request) {
        var text = new StringBuilder("=");
        for (var weighted : weighted(request)) text.append(weighted.language).append(';').append(weighted.thousandths).append(',');
        return text.toString();
    }

    /** The one language with the highest weight; empty if there are several, or it is none in particular. */
    static Optional<String> best(Headers request) {
        var weighted = weighted(request);
        if (weighted.isEmpty() || weighted.getFirst().language.equals("*")) return Optional.empty();
        boolean alone = weighted.size() == 1 || weighted.get(1).thousandths < weighted.getFirst().thousandths;
        return alone ? Optional.of(weighted.getFirst().language) : Optional.empty();
    }

    /** Heaviest first; languages that are not acceptable are left out. */
    private static List<Weighted> weighted(Headers request) {
        var all = new ArrayList<Weighted>();
        for (var member : request.list(FieldName.ACCEPT_LANGUAGE)) {
            int semicolon = member.indexOf(';');
            var language = (semicolon < 0 ? member : member.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
            int weight = semicolon < 0 ? 1000 : weight(member.substring(semicolon + 1).strip());
            if (weight > 0) all.add(new Weighted(language, weight));
        }
        all.sort((a, b) -> a.thousandths != b.thousandths ? b.thousandths - a.thousandths : a.language.compareTo(b.language));
        return all;
    }

    /** {@code q=0.5} in thousandths; what cannot be read counts as not given. */
    private static int weight(String parameter) {
        var text = parameter.replace(" ", "").toLowerCase(Locale.ROOT);
        if (!text.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) return 1000;
        return (int) Math.round(Double.parseDouble(text.substring(2)) * 1000);
    }
}
