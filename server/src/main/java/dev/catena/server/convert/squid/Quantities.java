// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Directives that are one time, size or number, and so are our settings. What lies outside our bounds becomes the nearest that does not. */
final class Quantities {
    private enum Kind { TIME, SIZE, COUNT }

    private record Counterpart(String path, Kind kind, long min, long max) {}

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Map<String, Counterpart> COUNTERPARTS = Map.ofEntries(
        time("connect_timeout", "timeouts.connect", 100, DAY / 24), time("read_timeout", "timeouts.response-idle", 100, DAY),
        time("request_timeout", "timeouts.head", 100, DAY / 24), time("client_idle_pconn_timeout", "timeouts.idle", 100, DAY),
        time("server_idle_pconn_timeout", "origins.idle", 0, DAY), time("pconn_timeout", "origins.idle", 0, DAY),
        time("shutdown_lifetime", "timeouts.drain", 0, DAY / 24), time("write_timeout", "timeouts.stall", 100, DAY),
        time("dns_timeout", "dns.timeout", 10, DAY / 288), time("positive_dns_ttl", "dns.ttl-max", 1000, 7 * DAY),
        time("negative_dns_ttl", "dns.negative-ttl", 0, 7 * DAY),
        size("cache_mem", "cache.memory", 0, 1L << 40), size("maximum_object_size_in_memory", "cache.object-max", 0, 1L << 30),
        size("request_header_max_size", "limits.head", 1 << 10, 16 << 20), size("request_body_max_size", "limits.body", 0, Long.MAX_VALUE / 2),
        Map.entry("ipcache_size", new Counterpart("dns.entries-max", Kind.COUNT, 0, 10_000_000)),
        Map.entry("client_ip_max_connections", new Counterpart("limits.connections-per-client", Kind.COUNT, 1, 10_000_000)));

    private Quantities() {}

    private static Map.Entry<String, Counterpart> time(String name, String path, long min, long max) {
        return Map.entry(name, new Counterpart(path, Kind.TIME, min, max));
    }

    private static Map.Entry<String, Counterpart> size(String name, String path, long min, long max) {
        return Map.entry(name, new Counterpart(path, Kind.SIZE, min, max));
    }

    static boolean knows(String name) {
        return COUNTERPARTS.containsKey(name);
    }

    static void convert(Directive line, Draft draft) {
        var counterpart = COUNTERPARTS.get(line.name());
        if (counterpart == null) return;
        var written = switch (counterpart.kind) {
            case TIME -> millis(line);
            case SIZE -> bytes(line);
            case COUNT -> line.word(0).matches("\\d{1,15}") ? Optional.of(Long.parseLong(line.word(0))) : Optional.<Long>empty();
        };
        if (written.isEmpty()) {
            draft.notCarried(line.place(), line.name(), "its value cannot be read", "set `%s`".formatted(counterpart.path));
            return;
        }
        long value = Math.clamp(written.get(), counterpart.min, counterpart.max);
        switch (counterpart.kind) {
            case TIME -> draft.set(counterpart.path, line.place(), value % 1000 == 0 ? value / 1000 + "s" : value + "ms");
            case SIZE -> draft.set(counterpart.path, line.place(), inUnits(value));
            case COUNT -> draft.set(counterpart.path, line.place(), value);
        }
        if (value != written.get()) {
            draft.notCarried(line.place(), line.name(), "its value lies outside of what `%s` takes, so the nearest was set".formatted(counterpart.path), "check it");
        }
    }

    private static String inUnits(long bytes) {
        if (bytes > 0 && bytes % (1 << 30) == 0) return (bytes >> 30) + "GiB";
        if (bytes > 0 && bytes % (1 << 20) == 0) return (bytes >> 20) + "MiB";
        return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }

    private static Optional<Long> millis(Directive line) {
        if (!line.word(0).matches("\\d{1,9}")) return Optional.empty();
        long unit = switch (line.word(1).toLowerCase(Locale.ROOT).replaceFirst("s$", "")) {
            case "millisecond" -> 1;
            case "", "second" -> 1000;
            case "minute" -> 60_000;
            case "hour" -> 3_600_000;
            case "day" -> DAY;
            case "week" -> 7 * DAY;
            default -> 0;
        };
        return unit == 0 ? Optional.empty() : Optional.of(Long.parseLong(line.word(0)) * unit);
    }

    private static Optional<Long> bytes(Directive line) {
        if (!line.word(0).matches("\\d{1,9}")) return Optional.empty();
        long unit = switch (line.word(1).toLowerCase(Locale.ROOT)) {
            case "", "bytes", "byte" -> 1;
            case "kb" -> 1 << 10;
            case "mb" -> 1 << 20;
            case "gb" -> 1 << 30;
            default -> 0;
        };
        return unit == 0 ? Optional.empty() : Optional.of(Long.parseLong(line.word(0)) * unit);
    }
}
