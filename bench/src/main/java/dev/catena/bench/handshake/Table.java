// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The costs of a measurement as a table of the manual's form; the first row of a group is what the others are compared with. */
final class Table {
    /** @param costs CPU time of one, in microseconds, a round each */
    record Row(String group, String name, List<Double> costs) {}

    private Table() {}

    static void print(List<Row> rows) {
        var out = System.out;
        out.println("| | CPU µs | the log-in alone, µs | log-ins a second of CPU | ratio (range) |\n|---|---:|---:|---:|---:|");
        var group = "";
        var first = rows.getFirst();
        for (var row : rows) {
            if (!row.group.equals(group)) {
                group = row.group;
                first = row;
                out.println("| **%s** | | | | |".formatted(group));
                out.println("| %s | %.0f | | | 1 |".formatted(row.name, median(row.costs)));
                continue;
            }
            var reference = first.costs;
            var mine = row.costs;
            var more = IntStream.range(0, mine.size()).mapToObj(round -> mine.get(round) - reference.get(round)).toList();
            var ratios = IntStream.range(0, mine.size()).mapToObj(round -> mine.get(round) / reference.get(round)).sorted().toList();
            out.println(String.format(Locale.ROOT, "| %s | %.0f | %+.0f | %s | %.2f (%.2f–%.2f) |", row.name, median(mine), median(more), aSecond(median(more)),
                median(ratios), ratios.getFirst(), ratios.getLast()));
        }
    }

    /** Of what costs less than it can be told, nobody knows how many there are. */
    private static String aSecond(double micros) {
        return micros < 10 ? "" : "%.0f".formatted(1e6 / micros);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
