// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Turns an ordered list of lines, with "not" and with conditions that are only partly known, into a list of rulings without either.
 *
 * <p>"Not" is taken out by looking ahead: {@code allow A !B} and then a rest means that for requests that are A and B the rest decides,
 * and that other requests that are A are allowed. So the rulings are: the rest, narrowed to A and B; allow A; the rest. Where the
 * opposite of B can be written down (ports, protocols, hours), that is taken instead. What is only possibly true counts as true where that closes,
 * and as false where it would open. Every list of rulings is complete: its last one matches everything.
 *
 * <p>A list can grow with the product of its negated conditions. Real files stay small; beyond {@link #SIZE_MAX} it is given up.
 */
public final class DecisionList {
    /** Terms and values of one list. */
    static final int SIZE_MAX = 20_000;

    /** The list cannot be written down in a sensible size. */
    public static final class TooLong extends RuntimeException {
        TooLong() {
            super("more than %d conditions".formatted(SIZE_MAX), null, false, false);
        }
    }

    private DecisionList() {}

    static void bound(int size) {
        if (size > SIZE_MAX) throw new TooLong();
    }

    /**
     * @param otherwise decides what no line speaks of; its match is everything
     * @param open the outcome that must only be reached when it is certain
     * @throws TooLong beyond {@link #SIZE_MAX}
     */
    public static List<Ruling<Boolean>> of(List<Line> lines, Ruling<Boolean> otherwise, boolean open) {
        List<Ruling<Boolean>> rest = List.of(otherwise);
        for (var line : lines.reversed()) rest = before(line, line.outcome() == open, rest);
        return rest;
    }

    private static List<Ruling<Boolean>> before(Line line, boolean mustBeCertain, List<Ruling<Boolean>> rest) {
        var positive = List.of(Term.ANY);
        var exceptions = new ArrayList<Term>();
        for (var literal : line.literals()) {
            if (!literal.negated()) {
                positive = Extent.product(positive, mustBeCertain ? literal.extent().certain() : literal.extent().possible());
                continue;
            }
            for (var term : mustBeCertain ? literal.extent().possible() : literal.extent().certain()) {
                var opposite = term.complement();
                if (opposite.isPresent()) positive = Extent.product(positive, List.of(opposite.get()));
                else exceptions.add(term);
            }
        }
        var rulings = new ArrayList<Ruling<Boolean>>();
        for (var match : positive) {
            for (var exception : exceptions) {
                match.and(exception).ifPresent(both -> rulings.addAll(within(both, rest)));
                bound(rulings.size());
            }
            rulings.add(new Ruling<>(match, line.outcome(), line.words(), line.place()));
        }
        rulings.addAll(rest);
        return simplified(rulings);
    }

    private static <O> List<Ruling<O>> within(Term term, List<Ruling<O>> rulings) {
        return rulings.stream().flatMap(ruling -> ruling.within(term).stream()).toList();
    }

    /** For what each ruling decides, the list that decides next. */
    public static <A, B> List<Ruling<B>> then(List<Ruling<A>> first, Function<Ruling<A>, List<Ruling<B>>> next) {
        var all = new ArrayList<Ruling<B>>();
        for (var ruling : first) all.addAll(within(ruling.match(), next.apply(ruling)));
        return simplified(all);
    }

    /** Without what is never reached, and without what the next one says as well. */
    private static <O> List<Ruling<O>> simplified(List<Ruling<O>> rulings) {
        bound(rulings.stream().mapToInt(ruling -> ruling.match().size()).sum());
        var reached = new ArrayList<Ruling<O>>();
        for (var ruling : rulings) {
            if (reached.stream().noneMatch(earlier -> earlier.match().covers(ruling.match()))) reached.add(ruling);
            if (ruling.match().matchesAll()) break;
        }
        for (int i = reached.size() - 2; i >= 0; i--) if (saidAgain(reached, i)) reached.remove(i);
        return List.copyOf(reached);
    }

    private static <O> boolean saidAgain(List<Ruling<O>> rulings, int index) {
        var ruling = rulings.get(index);
        for (var later : rulings.subList(index + 1, rulings.size())) {
            if (!later.outcome().equals(ruling.outcome())) return false;
            if (later.match().covers(ruling.match())) return true;
        }
        return false;
    }
}
