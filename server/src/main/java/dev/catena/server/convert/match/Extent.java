// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which requests a condition of the source speaks of, as far as it is known: those that certainly meet it, and those that possibly do.
 * Each is a list of alternatives; none at all is no request.
 */
public record Extent(List<Term> certain, List<Term> possible) {
    public static final Extent ALL = exactly(Term.ANY);
    public static final Extent NONE = new Extent(List.of(), List.of());
    /** Nothing is known: it may be any request, and none for sure. */
    public static final Extent UNKNOWN = new Extent(List.of(), List.of(Term.ANY));

    public Extent {
        certain = List.copyOf(certain);
        possible = List.copyOf(possible);
    }

    public static Extent exactly(Term... terms) {
        return new Extent(List.of(terms), List.of(terms));
    }

    /** Exactly these values of a key. */
    public static Extent exactly(String key, Values values) {
        return values.isEmpty() ? NONE : exactly(Term.of(key, values));
    }

    /** These values for sure, and who knows what else. */
    public static Extent atLeast(String key, Values values) {
        return values.isEmpty() ? UNKNOWN : new Extent(List.of(Term.of(key, values)), List.of(Term.ANY));
    }

    public boolean isExact() {
        return certain.equals(possible);
    }

    public Extent or(Extent other) {
        return new Extent(joined(certain, other.certain), joined(possible, other.possible));
    }

    private static List<Term> joined(List<Term> one, List<Term> other) {
        var all = new ArrayList<>(one);
        other.stream().filter(term -> all.stream().noneMatch(there -> there.covers(term))).forEach(all::add);
        return all;
    }

    public Extent and(Extent other) {
        return new Extent(product(certain, other.certain), product(possible, other.possible));
    }

    static List<Term> product(List<Term> one, List<Term> other) {
        var both = new ArrayList<Term>();
        for (var ours : one) {
            for (var theirs : other) ours.and(theirs).ifPresent(both::add);
            DecisionList.bound(both.size());
        }
        return both;
    }

    /** The same for a reader that knows only these keys: what asks for another is not known. */
    public Extent within(Set<String> keys) {
        var sure = certain.stream().filter(term -> term.asksOnly(keys)).toList();
        var maybe = possible.stream().allMatch(term -> term.asksOnly(keys)) ? possible : List.of(Term.ANY);
        return new Extent(sure, maybe);
    }
}
