// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.CacheControl;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.StructuredReader;
import dev.catena.store.Terms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What a response says to this cache: {@code Cache-Control}, or instead of it and of {@code Expires} the first of the fields
 * addressed to it that can be read (RFC 9213 §2.2).
 *
 * @param field the name of such a field, if it stood in one; else empty
 */
record Statement(CacheControl control, String field) {
    /** @param targets the fields obeyed, strongest first */
    static Statement of(Headers response, List<FieldName> targets) {
        for (var target : targets) {
            var stated = in(target, response);
            if (stated.isPresent()) return new Statement(stated.get(), target.text());
        }
        return new Statement(CacheControl.of(response), "");
    }

    private static Optional<CacheControl> in(FieldName target, Headers response) {
        return StructuredReader.dictionary(response, target).flatMap(CacheControl::of);
    }

    /** Whether whoever obeys those fields finds in a stored response the terms that were read from {@code field} when it came. */
    static boolean isReadAlike(String field, Headers stored, List<FieldName> targets) {
        for (var target : targets) {
            if (target.text().equalsIgnoreCase(field)) return true;
            if (stored.contains(target) && in(target, stored).isPresent()) return false;
        }
        return field.isEmpty();
    }

    /** It stood in a field addressed to this cache. */
    boolean targeted() {
        return !field.isEmpty();
    }

    /** What becomes of a response that says this. */
    Terms terms(Freshness freshness, long initialAge, long responseMillis) {
        var clauses = EnumSet.noneOf(Terms.Clause.class);
        if (control.hasForAll("no-cache")) clauses.add(Terms.Clause.VALIDATES_ALWAYS);
        // s-maxage means proxy-revalidate, too (RFC 9111 §5.2.2.10)
        if (control.has("must-revalidate") || control.has("proxy-revalidate") || control.has("s-maxage")) clauses.add(Terms.Clause.NEVER_STALE);
        if (control.has("immutable")) clauses.add(Terms.Clause.IMMUTABLE);
        if (freshness.source() == Freshness.Source.HEURISTIC) clauses.add(Terms.Clause.GUESSED);
        return new Terms(responseMillis, initialAge, freshness.seconds(), Math.max(-1, control.seconds("stale-if-error")),
            Math.max(-1, control.seconds("stale-while-revalidate")), clauses);
    }

    /** Fields that are not kept: the origin must be asked for them each time, or they are one user's. */
    List<FieldName> withheld() {
        var withheld = new ArrayList<>(control.fieldsOf("no-cache"));
        withheld.addAll(control.fieldsOf("private"));
        return withheld;
    }
}
