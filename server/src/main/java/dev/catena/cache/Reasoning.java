// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.util.List;

/**
 * Why the cache would answer a request, or would not: one point for each question that was decided, in their order.
 *
 * @param url the canonical URL, under which responses are stored
 * @param points the last one says how it ends
 * @param hit it would be answered from what is stored
 */
public record Reasoning(String url, List<Point> points, boolean hit) {
    /**
     * A question that was decided.
     *
     * @param step {@code request}, {@code rule}, {@code stored}, {@code lifetime}, {@code last-answer}, {@code end}
     * @param by the name of the rule that decided; empty where none did
     * @param sentence the decision
     * @param details the fields that decided, and what was weighed, a line each
     */
    public record Point(String step, String by, String sentence, List<String> details) {
        public Point {
            details = List.copyOf(details);
        }
    }

    public Reasoning {
        points = List.copyOf(points);
    }
}
