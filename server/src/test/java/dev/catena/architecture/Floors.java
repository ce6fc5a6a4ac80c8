// SPDX-License-Identifier: Apache-2.0
package dev.catena.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The table "The floors" of ARCHITECTURE.md, and what it says of a use of one class by another. */
record Floors(Map<String, Row> rows) {
    private static final String ROOT = "dev.catena.";
    private static final String NETTY = "io.netty.";
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

    /** @param types the package's main types by their simple names, those of a sub-package as {@code ntlm.NtlmServer} */
    record Row(Set<String> types, Set<String> mayImport, boolean netty) {}

    /** Reads the table under the heading, up to the next one; a row may name rows above it, or say `all above`, or `all above but` some. */
    static Floors parse(String markdown) {
        var fromHeading = markdown.substring(markdown.indexOf("## The floors"));
        var section = fromHeading.split("\n## ", 2)[0];
        var rows = new LinkedHashMap<String, Row>();
        for (var row = ROW.matcher(section); row.find(); ) {
            rows.put(row.group(1), row(row.group(1), names(row.group(2)), row.group(3), rows.keySet()));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no table under \"The floors\"");
        }
        return new Floors(rows);
    }

    private static Set<String> names(String cell) {
        var names = new LinkedHashSet<String>();
        NAME.matcher(cell).results().forEach(name -> names.add(name.group(1)));
        return names;
    }

    private static Row row(String floor, Set<String> types, String cell, Set<String> above) {
        var named = names(cell);
        if (!above.containsAll(named)) {
            throw new IllegalArgumentException("row `%s` permits %s, not all of which are above it".formatted(floor, named));
        }
        if (!cell.contains("all above")) {
            return new Row(types, named, cell.contains("Netty"));
        }
        var allButNamed = new LinkedHashSet<>(above);
        allButNamed.removeAll(named);
        return new Row(types, allButNamed, cell.contains("Netty"));
    }

    /** What is wrong with class {@code user} mentioning {@code used} (binary names), a sentence each; empty when all is well. */
    List<String> faults(String user, Set<String> used) {
        var floor = floorOf(user);
        var row = rows.get(floor);
        if (row == null) {
            return List.of("%s is in package %s, which has no row (see \"The floors\")".formatted(shortName(user), floor));
        }
        var faults = new ArrayList<String>();
        for (var name : new TreeSet<>(used)) {
            if (name.startsWith(NETTY) && !row.netty()) {
                faults.add("%s uses %s, and Netty stays in %s (see \"The floors\")"
                    .formatted(shortName(user), name, String.join(", ", nettyFloors())));
            } else if (name.startsWith(ROOT) && !floorOf(name).equals(floor) && !row.mayImport().contains(floorOf(name))) {
                faults.add("%s uses %s, which is not below it (see \"The floors\")"
                    .formatted(shortName(user), shortName(name)));
            }
        }
        return faults;
    }

    List<String> nettyFloors() {
        return rows.entrySet().stream().filter(row -> row.getValue().netty()).map(Map.Entry::getKey).toList();
    }

    /** {@code dev.catena.server.command.Run} stands on {@code server}. */
    private static String floorOf(String binaryName) {
        var rest = shortName(binaryName);
        return rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : "(none)";
    }

    private static String shortName(String binaryName) {
        return binaryName.substring(ROOT.length());
    }
}
