// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant by a misspelt word. */
final class Spelling {

    /** Longer words are not compared: nobody mistypes a whole line. */
    private static final int LENGTH_MAX = 64;

    private Spelling() {}

    /** The nearest of {@code known}, when it is near enough to be a slip: a third of its letters, at least one. */
    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
            .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 3))
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** {@code did you mean 'address'?}, or nothing. */
    static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map("did you mean '%s'?"::formatted).orElse("");
    }

    /**
     * How many letters must be changed, inserted, removed or swapped with their neighbour (optimal string alignment), without
     * regard to case and to the kind of dash.
     */
    static int distance(String one, String other) {
        var a = plain(one);
        var b = plain(other);
        if (Math.max(a.length(), b.length()) > LENGTH_MAX) {
            return Integer.MAX_VALUE;
        }
        var cost = new int[a.length() + 1][b.length() + 1];
        for (var i = 0; i <= a.length(); i++) {
            for (var j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        var change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        var least = Math.min(change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        var swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
