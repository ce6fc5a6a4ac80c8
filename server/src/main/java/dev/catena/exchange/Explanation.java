// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.base.Json;
import java.util.List;

/**
 * What would become of a request, one point for each step of its life.
 *
 * @param request its request line, without query
 * @param points in the order of the steps; the last one says how it ends
 * @param refused it would be refused, or is likely to be
 */
public record Explanation(String request, List<Point> points, boolean refused) {
    /**
     * One step.
     *
     * @param step {@code listener}, {@code identity}, {@code policy}, {@code cache}, {@code route}, {@code upstream}, {@code end}
     * @param by the name in the settings of what decided: a rule, a route, a listener, an upstream; empty where nothing of a name did
     * @param sentence what it says
     * @param details what was weighed, a line each
     */
    public record Point(String step, String by, String sentence, List<String> details) {
        public Point {
            details = List.copyOf(details);
        }
    }

    public Explanation {
        points = List.copyOf(points);
    }

    public Json write(Json json) {
        json.object().put("request", request).put("refused", refused).array("points");
        for (var point : points) {
            json.object().put("step", point.step()).putWord("by", point.by()).put("sentence", point.sentence()).put("details", point.details()).endObject();
        }
        return json.endArray().endObject();
    }
}
