// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A table of bytes, read from a resource; its comment says what its columns mean. */
final class Rows {
    /** What is done with one row; throws if the row does not hold. */
    interface Trial {
        void run(Row row) throws Exception;
    }

    /**
     * @param line where it stands
     * @param outcome the words before the bar
     * @param in what one side sends
     * @param out what the other side receives, or empty
     */
    record Row(int line, String outcome, String in, String out) {}

    private static final int FAILURES_SHOWN = 20;

    private final String name;
    private final List<Row> rows = new ArrayList<>();

    private Rows(String name) {
        this.name = name;
    }

    /** @param words what may be abbreviated: from {@code {GET}} to what it stands for */
    static Rows read(String name, Map<String, String> words) {
        var rows = new Rows(name);
        try (var resource = Rows.class.getResourceAsStream(name)) {
            int number = 0;
            for (var line : new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) rows.rows.add(row(number, line, words));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
        return rows;
    }

    private static Row row(int number, String line, Map<String, String> words) {
        var text = line;
        for (var word : words.entrySet()) text = text.replace(word.getKey(), word.getValue());
        int bar = text.indexOf(" | ");
        int arrow = text.indexOf(" => ");
        var in = text.substring(bar + 3, arrow < 0 ? text.length() : arrow);
        var out = arrow < 0 ? "" : text.substring(arrow + 4);
        return new Row(number, text.substring(0, bar), in.replace('¶', '\n'), out.replace('¶', '\n'));
    }

    /** Tries every row, and fails with all that do not hold. */
    void each(Trial trial) {
        var failures = new ArrayList<String>();
        for (var row : rows) {
            try {
                trial.run(row);
            } catch (Exception | AssertionError failure) {
                failures.add("%s:%d: %s | %s%n    %s".formatted(name, row.line(), row.outcome(), row.in().replace('\n', '¶'), failure.getMessage()));
                if (failures.size() == FAILURES_SHOWN) break;
            }
        }
        if (!failures.isEmpty()) throw new AssertionError(String.join("\n", failures));
    }
}
