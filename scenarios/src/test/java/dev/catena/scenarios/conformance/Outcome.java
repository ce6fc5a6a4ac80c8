// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What came of one test of the suite, by the suite's own reckoning: a test that builds on another which did not pass proves nothing.
 *
 * @param kind {@code required}, {@code optimal}, or {@code check}, which has no right answer
 * @param result {@code pass}, {@code fail}, {@code setup}, {@code retry} or {@code dependency}; {@code yes} and {@code no} of a check
 * @param why what the suite says of a failure
 */
record Outcome(String group, String id, String kind, String result, String why) {
    /** What the player wrote, in the order of the suite. */
    static List<Outcome> read(List<Map<?, ?>> played) {
        Map<String, Map<?, ?>> byId = played.stream().collect(Collectors.toMap(test -> (String) test.get("id"), Function.identity()));
        var known = new TreeMap<String, String>();
        return played.stream().map(test -> {
            var id = (String) test.get("id");
            var why = test.get("result") instanceof List<?> said ? String.valueOf(said.get(1)) : "";
            return new Outcome((String) test.get("group"), id, (String) test.get("kind"), resultOf(id, byId, known), why);
        }).toList();
    }

    private static String resultOf(String id, Map<String, Map<?, ?>> byId, Map<String, String> known) {
        var before = known.get(id);
        if (before != null) {
            return before;
        }
        var test = byId.get(id);
        if (test == null) {
            throw new AssertionError("a test builds on %s, which was not played".formatted(id));
        }
        boolean proven = ((List<?>) test.get("needs")).stream()
                .allMatch(need -> List.of("pass", "yes").contains(resultOf((String) need, byId, known)));
        var result = proven ? ownResult(test) : "dependency";
        known.put(id, result);
        return result;
    }

    private static String ownResult(Map<?, ?> test) {
        boolean check = "check".equals(test.get("kind"));
        if (Boolean.TRUE.equals(test.get("result"))) {
            return check ? "yes" : "pass";
        }
        var said = (List<?>) test.get("result");
        if ("Setup".equals(said.getFirst())) {
            return "retry".equals(said.get(1)) ? "retry" : "setup";
        }
        return check ? "no" : "fail";
    }

    boolean passed() {
        return result.equals("pass") || result.equals("yes");
    }

    /** A line of the table that is kept. */
    String line() {
        return "%-16s %-44s %-8s %s".formatted(group, id, kind, result);
    }
}
