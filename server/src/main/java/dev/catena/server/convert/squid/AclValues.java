// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.base.IpAddress;
import dev.catena.server.convert.match.Hours;
import dev.catena.server.convert.match.Sources;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Single values of access lists in Squid's spelling. Empty: it cannot be told, or not be said in our words. */
final class AclValues {
    /** Squid takes these as "everybody", whatever the family. */
    static final Set<String> EVERYBODY = Set.of("all", "0/0", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "0.0.0.0-255.255.255.255", "0.0.0.0-0.0.0.0/0");

    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Pattern HOURS = Pattern.compile("(\\d{1,2}):(\\d{1,2})-(\\d{1,2}):(\\d{1,2})");
    private static final Pattern LABELS = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    /** A name in a regular expression: its dots escaped, and nothing else special. */
    private static final String NAME = "([A-Za-z0-9_-]+(?:\\\\\\.[A-Za-z0-9_-]+)*)";
    private static final Pattern WHOLE = Pattern.compile("\\^" + NAME + "\\$");
    private static final Pattern BELOW = Pattern.compile("\\\\\\." + NAME + "\\$");
    private static final Pattern AT_OR_BELOW = Pattern.compile("(?:\\(\\^\\|\\\\\\.\\)|\\^\\(\\.[*+]\\\\\\.\\)\\?)" + NAME + "\\$");

    private AclValues() {}

    /** {@code 10.0.0.0/8}, {@code 10.0.0.0/255.0.0.0}, {@code 10.0.0.1-10.0.0.9}, an address; not a name that has to be looked up. */
    static Optional<List<Network>> networks(String value) {
        if (value.equals("ipv4")) return Optional.of(List.of(Network.parse("0.0.0.0/0")));
        if (value.equals("ipv6")) return Optional.of(List.of(Network.parse("::/0")));
        int slash = value.indexOf('/');
        var addresses = slash < 0 ? value : value.substring(0, slash);
        int dash = addresses.indexOf('-');
        var first = IpAddress.parse(dash < 0 ? addresses : addresses.substring(0, dash));
        if (first.isEmpty()) return Optional.empty();
        int bits = first.get().getAddress().length * 8;
        var prefix = slash < 0 ? Optional.of(bits) : prefix(value.substring(slash + 1), bits);
        if (prefix.isEmpty()) return Optional.empty();
        if (dash < 0) return Optional.of(List.of(Sources.around(first.get(), prefix.get())));
        var last = IpAddress.parse(addresses.substring(dash + 1));
        boolean plain = last.isPresent() && last.get().getAddress().length * 8 == bits && prefix.get() == bits;
        return plain ? Optional.of(Sources.range(first.get(), last.get())).filter(range -> !range.isEmpty()) : Optional.empty();
    }

    private static Optional<Integer> prefix(String mask, int bits) {
        if (mask.matches("\\d{1,3}")) return Optional.of(Integer.parseInt(mask)).filter(prefix -> prefix <= bits);
        return IpAddress.parse(mask).filter(address -> address.getAddress().length * 8 == bits).flatMap(AclValues::leadingOnes);
    }

    private static Optional<Integer> leadingOnes(InetAddress mask) {
        var number = new BigInteger(1, mask.getAddress());
        int bits = mask.getAddress().length * 8;
        int prefix = number.bitCount();
        var contiguous = BigInteger.ONE.shiftLeft(prefix).subtract(BigInteger.ONE).shiftLeft(bits - prefix);
        return number.equals(contiguous) ? Optional.of(prefix) : Optional.empty();
    }

    /** {@code .example.com} is the name and all below it, {@code example.com} the name alone. */
    static Optional<List<HostPattern>> domain(String value) {
        var address = IpAddress.parse(value.startsWith("[") && value.endsWith("]") ? value.substring(1, value.length() - 1) : value);
        if (address.isPresent()) return Optional.of(List.of(new HostPattern.Within(new Network(address.get(), address.get().getAddress().length * 8))));
        return value.startsWith(".") ? names(value.substring(1), true, true) : names(value, true, false);
    }

    private static Optional<List<HostPattern>> names(String written, boolean itself, boolean below) {
        var name = written.toLowerCase(Locale.ROOT);
        // .4 would be all addresses that end so, for Squid too, but our names are no addresses
        if (!LABELS.matcher(name).matches() || name.length() > 253 || IpAddress.endsInNumber(name)) return Optional.empty();
        if (!below) return Optional.of(List.of(new HostPattern.Name(name)));
        return Optional.of(itself ? List.of(new HostPattern.Name(name), new HostPattern.Below(name)) : List.of(new HostPattern.Below(name)));
    }

    /** Expressions that mean a name, or all names below one. */
    static Optional<List<HostPattern>> domainExpression(String expression, boolean anyCase) {
        if (!anyCase && !expression.equals(expression.toLowerCase(Locale.ROOT))) return Optional.empty();
        var whole = WHOLE.matcher(expression);
        if (whole.matches()) return names(plain(whole.group(1)), true, false);
        var below = BELOW.matcher(expression);
        if (below.matches()) return names(plain(below.group(1)), false, true);
        var both = AT_OR_BELOW.matcher(expression);
        return both.matches() ? names(plain(both.group(1)), true, true) : Optional.empty();
    }

    private static String plain(String name) {
        return name.replace("\\.", ".");
    }

    /** Port 0 is left out, nobody can ask for it. */
    static Optional<List<PortRange>> ports(String value) {
        var written = PORTS.matcher(value);
        if (!written.matches()) return Optional.empty();
        int first = Integer.parseInt(written.group(1));
        int last = written.group(2) == null ? first : Integer.parseInt(written.group(2));
        if (last > 65535 || first > last) return Optional.empty();
        return Optional.of(last == 0 ? List.of() : List.of(new PortRange(Math.max(1, first), last)));
    }

    /** Days as letters, and one range of hours, whose last minute counts; either may be missing. */
    static Optional<Hours> hours(List<String> values) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        int from = 0;
        int to = Hours.DAY_MINUTES;
        boolean timed = false;
        for (var value : values) {
            var written = HOURS.matcher(value);
            if (written.matches()) {
                from = 60 * Integer.parseInt(written.group(1)) + Integer.parseInt(written.group(2));
                to = Math.min(Hours.DAY_MINUTES, 60 * Integer.parseInt(written.group(3)) + Integer.parseInt(written.group(4)) + 1);
                if (timed || from >= to || from >= Hours.DAY_MINUTES) return Optional.empty();
                timed = true;
            } else if (timed || !addDays(value, days)) {
                return Optional.empty();
            }
        }
        return Optional.of(Hours.of(days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days, from, to));
    }

    private static boolean addDays(String letters, Set<DayOfWeek> days) {
        for (char letter : letters.toCharArray()) {
            switch (letter) {
                case 'S' -> days.add(DayOfWeek.SUNDAY);
                case 'M' -> days.add(DayOfWeek.MONDAY);
                case 'T' -> days.add(DayOfWeek.TUESDAY);
                case 'W' -> days.add(DayOfWeek.WEDNESDAY);
                case 'H' -> days.add(DayOfWeek.THURSDAY);
                case 'F' -> days.add(DayOfWeek.FRIDAY);
                case 'A' -> days.add(DayOfWeek.SATURDAY);
                case 'D' -> days.addAll(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
                case '-' -> { }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }
}
