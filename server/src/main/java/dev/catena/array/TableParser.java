// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.array.MembershipTable.Row;
import dev.catena.route.TableTtl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Reads membership tables as they are found: by the draft, by Microsoft's proxies, by Sun's. What senders differ in is understood
 * (ends of lines, a missing address, blanks in the agent or none at all, {@code on} and {@code off}, fields nobody knows); what gives
 * URLs an uncertain owner is refused.
 */
public final class TableParser {
    /** Columns at the end of a row, after the agent: parsed from there, for the agent may hold blanks. */
    private static final int TAIL = 4;
    /** Columns before the agent: name, port, URL; and perhaps an address. */
    private static final int HEAD = 3;
    private static final Duration TTL_MIN = Duration.ofMinutes(1);
    private static final Duration TTL_MAX = Duration.ofDays(1);
    private static final Duration TTL_INITIAL = Duration.ofMinutes(5);

    /** What became of a text. */
    public sealed interface Outcome {
        record Read(MembershipTable table) implements Outcome {}

        /** Of a version we do not know: no owner may be computed from it, and requests go to what the administrator wrote (draft §2.2.1). */
        record Newer(String version) implements Outcome {}

        /** @param why a clause for people */
        record Unusable(String why) implements Outcome {}
    }

    private static final class Flaw extends Exception {
        private static final long serialVersionUID = 1;

        Flaw(String why) {
            super(why);
        }
    }

    private TableParser() {}

    /** Reads a table; its time to live is at least a minute and at most a day. */
    public static Outcome parse(String text, TableTtl unit) {
        var lines = text.replace("\r\n", "\n").split("\n", -1);
        var first = lines[0].strip();
        if (!first.startsWith(MembershipTable.MAGIC)) return new Outcome.Unusable("it does not begin with " + MembershipTable.MAGIC + "1.0");
        var version = first.substring(MembershipTable.MAGIC.length()).strip();
        if (!version.matches("\\d{1,4}(\\.\\d{1,4})?")) return new Outcome.Unusable("'%s' is not a version".formatted(shortened(version)));
        if (isNewer(version)) return new Outcome.Newer(version);
        try {
            return new Outcome.Read(table(lines, unit));
        } catch (Flaw flaw) {
            return new Outcome.Unusable(String.valueOf(flaw.getMessage()));
        }
    }

    private static boolean isNewer(String version) {
        var parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        return major > 1 || major == 1 && parts.length > 1 && Integer.parseInt(parts[1]) > 0;
    }

    private static MembershipTable table(String[] lines, TableTtl unit) throws Flaw {
        long configId = 0;
        var array = "";
        var enabled = true;
        var ttl = TTL_INITIAL;
        int line = 1;
        for (; line < lines.length && !lines[line].isBlank(); line++) {
            int colon = lines[line].indexOf(':');
            if (colon < 0) throw new Flaw("line %d of its header has no colon".formatted(line + 1));
            var value = lines[line].substring(colon + 1).strip();
            switch (lines[line].substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "arrayenabled" -> enabled = number("ArrayEnabled", value, 1) == 1;
                case "configid" -> configId = configId(value);
                case "arrayname" -> array = value;
                case "listttl" -> ttl = clamped(number("ListTTL", value, Integer.MAX_VALUE), unit);
                default -> { } // whoever knows more may say more
            }
        }
        return new MembershipTable(configId, array, enabled, ttl, rows(Arrays.asList(lines).subList(Math.min(line, lines.length), lines.length)));
    }

    /** A number, or text that is one to its sender: it is only compared. */
    private static long configId(String value) {
        return value.matches("\\d{1,10}") ? Long.parseLong(value) & 0xffff_ffffL : value.hashCode() & 0xffff_ffffL;
    }

    private static Duration clamped(long count, TableTtl unit) {
        var ttl = unit == TableTtl.MINUTES ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
        return ttl.compareTo(TTL_MIN) < 0 ? TTL_MIN : ttl.compareTo(TTL_MAX) > 0 ? TTL_MAX : ttl;
    }

    private static List<Row> rows(List<String> lines) throws Flaw {
        var rows = new ArrayList<Row>();
        var names = new HashSet<String>();
        for (var line : lines) {
            if (line.isBlank()) continue;
            if (rows.size() == Roster.MEMBERS_MAX) throw new Flaw("it has more than %d members".formatted(Roster.MEMBERS_MAX));
            var row = row(line, "row %d".formatted(rows.size() + 1));
            if (!names.add(row.name().toLowerCase(Locale.ROOT))) throw new Flaw("'%s' is a member twice".formatted(shortened(row.name())));
            rows.add(row);
        }
        if (rows.isEmpty()) throw new Flaw("it has no member");
        if (rows.stream().allMatch(row -> row.load() == 0)) throw new Flaw("every member has load 0: none of them would own anything");
        return rows;
    }

    private static Row row(String line, String place) throws Flaw {
        var columns = line.strip().split("\\s+");
        int tail = columns.length - TAIL;
        boolean addressed = columns.length > 1 && !columns[1].matches("\\d+");
        int url = addressed ? HEAD : HEAD - 1;
        if (tail <= url) throw new Flaw("%s has %d columns, too few".formatted(place, columns.length));
        var name = columns[0];
        if (!name.matches("[A-Za-z0-9_.:\\[\\]-]{1,255}")) throw new Flaw("%s: '%s' is not a host".formatted(place, shortened(name)));
        long port = number(place + ", port", columns[url - 1], 65535);
        if (port == 0) throw new Flaw(place + ": port 0 is nowhere to connect to");
        return new Row(name, addressed ? columns[1] : "", (int) port, columns[url], String.join(" ", Arrays.copyOfRange(columns, url + 1, tail)),
            number(place + ", state time", columns[tail], 0xffff_ffffL), isUp(columns[tail + 1], place),
            (int) number(place + ", load", columns[tail + 2], ArrayMember.LOAD_MAX), number(place + ", cache size", columns[tail + 3], 0xffff_ffffL));
    }

    private static boolean isUp(String status, String place) throws Flaw {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "up", "on" -> true;
            case "down", "off" -> false;
            default -> throw new Flaw("%s: '%s' is neither UP nor DOWN".formatted(place, shortened(status)));
        };
    }

    private static long number(String what, String digits, long max) throws Flaw {
        if (!digits.matches("\\d{1,18}") || Long.parseLong(digits) > max) {
            throw new Flaw("%s: '%s' is not a number from 0 to %d".formatted(what, shortened(digits), max));
        }
        return Long.parseLong(digits);
    }

    /** It comes from outside and goes to a log. */
    private static String shortened(String text) {
        var visible = text.replaceAll("[^ -~]", "?");
        return visible.length() <= 40 ? visible : visible.substring(0, 40) + "…";
    }
}
