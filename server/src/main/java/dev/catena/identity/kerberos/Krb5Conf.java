// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.settings.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The few lines of krb5.conf that a person in trouble asks about. The JDK reads the file for itself; this reading decides nothing.
 *
 * @param file what was read
 * @param values by path: {@code libdefaults/default_realm}, {@code realms/CORP.EXAMPLE/kdc}
 */
public record Krb5Conf(Path file, Map<String, List<String>> values) {
    private static final int DEPTH_MAX = 5;
    private static final long BYTES_MAX = 1024 * 1024;
    private static final int PORT = 88;

    public Krb5Conf {
        values = Map.copyOf(values);
    }

    /** @throws IOException if it cannot be read */
    public static Krb5Conf read(Path file) throws IOException {
        var values = new LinkedHashMap<String, List<String>>();
        read(file, values, 0);
        return new Krb5Conf(file, values);
    }

    private static void read(Path file, Map<String, List<String>> values, int depth) throws IOException {
        if (Files.size(file) > BYTES_MAX) throw new IOException("%s is too long for a krb5.conf (more than %d bytes)".formatted(file, BYTES_MAX));
        var path = new ArrayList<String>();
        for (var raw : Files.readAllLines(file)) {
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) continue;
            if (line.startsWith("include") && depth < DEPTH_MAX) include(line, values, depth + 1);
            else if (line.startsWith("[") && line.contains("]")) path = new ArrayList<>(List.of(line.substring(1, line.indexOf(']'))));
            else if (line.startsWith("}") && path.size() > 1) path.removeLast();
            else if (line.indexOf('=') > 0) relation(line, path, values);
        }
    }

    private static void relation(String line, List<String> path, Map<String, List<String>> values) {
        var key = line.substring(0, line.indexOf('=')).strip();
        var value = line.substring(line.indexOf('=') + 1).strip();
        if (value.startsWith("{")) {
            path.add(key);
        } else {
            values.computeIfAbsent(String.join("/", path) + "/" + key, _ -> new ArrayList<>()).add(value);
        }
    }

    private static void include(String line, Map<String, List<String>> values, int depth) throws IOException {
        var words = line.split("\\s+", 2);
        if (words.length < 2) return;
        var what = Path.of(words[1]);
        if (words[0].equals("include")) {
            read(what, values, depth);
        } else if (words[0].equals("includedir") && Files.isDirectory(what)) {
            try (var files = Files.newDirectoryStream(what, each -> each.getFileName().toString().matches("[A-Za-z0-9_-]+|[^.].*\\.conf"))) {
                for (var each : files) read(each, values, depth);
            }
        }
    }

    /** Empty if the file names none. */
    public String defaultRealm() {
        return first("libdefaults/default_realm");
    }

    /** The KDCs of a realm: those the file names, otherwise those that DNS names, unless the file forbids to ask. Blocks for DNS. */
    public List<HostPort> kdcs(String realm) {
        var named = values.getOrDefault("realms/%s/kdc".formatted(realm), List.of()).stream().flatMap(Krb5Conf::kdc).toList();
        boolean asksDns = !first("libdefaults/dns_lookup_kdc").toLowerCase(Locale.ROOT).matches("false|no|off|0");
        return named.isEmpty() && asksDns && !realm.isEmpty() ? KdcLocator.kdcs(realm) : named;
    }

    private static Stream<HostPort> kdc(String written) {
        var text = written.replaceFirst("^(tcp|udp)/", "");
        try {
            return Stream.of(text.matches(".*[^:\\]]:\\d+|\\[.*]:\\d+") ? HostPort.parse(text)
                : new HostPort(text.replaceAll("^\\[|]$", ""), PORT));
        } catch (IllegalArgumentException unusual) {
            return Stream.empty();
        }
    }

    private String first(String path) {
        return values.getOrDefault(path, List.of("")).getFirst();
    }
}
