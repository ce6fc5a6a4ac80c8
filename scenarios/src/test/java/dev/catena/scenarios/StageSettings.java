// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Writes the settings file of a scenario's server: free ports on 127.0.0.1, a JSON log, the origins' names, tunnels to their ports,
 * and over these what the scenario says. Maps are merged key by key; any other value of the scenario replaces ours.
 */
record StageSettings(Path file, Path log, Map<String, Integer> originPorts) {
    /** What {@code connect.ports} initially is. */
    private static final List<Integer> CONNECT_PORTS = List.of(80, 443, 8080, 8443);

    void write(List<String> yaml) {
        var merged = defaults();
        for (var text : yaml) {
            merged = merged(merged, load(text));
        }
        try {
            Files.writeString(file, new Dump(DumpSettings.builder().build()).dumpToString(merged));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private Map<?, ?> defaults() {
        var hosts = new LinkedHashMap<String, String>();
        originPorts.keySet().forEach(name -> hosts.put(name, "127.0.0.1"));
        var connectPorts = new ArrayList<>(CONNECT_PORTS);
        connectPorts.addAll(originPorts.values());
        return Map.of(
                "version", 1,
                "name", "catena-test",
                "listeners", List.of(Map.of("name", Proxy.LISTENER, "address", "127.0.0.1:0")),
                "console", Map.of("address", "127.0.0.1:0"),
                "connect", Map.of("ports", connectPorts),
                "dns", Map.of("hosts", hosts),
                "log", List.of(Map.of("format", "json", "to", log.toString())),
                "threads", 2);
    }

    private static Map<?, ?> load(String yaml) {
        return switch (new Load(LoadSettings.builder().setLabel("a scenario's settings").build()).loadFromString(yaml)) {
            case null -> Map.of();
            case Map<?, ?> map -> map;
            case Object other -> throw new IllegalArgumentException("a scenario's settings must be keys and values, not: " + other);
        };
    }

    private static Map<?, ?> merged(Map<?, ?> below, Map<?, ?> above) {
        var merged = new LinkedHashMap<Object, Object>(below);
        above.forEach((key, value) -> merged.put(key,
                value instanceof Map<?, ?> over && below.get(key) instanceof Map<?, ?> under ? merged(under, over) : value));
        return merged;
    }
}
