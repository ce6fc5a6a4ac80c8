// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.MembershipTable;
import dev.catena.array.ScriptParser;
import dev.catena.array.TableParser;
import dev.catena.route.MemberAddress;
import dev.catena.route.MemberHash;
import dev.catena.route.Select;
import dev.catena.route.UpstreamSettings;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The members of upstream arrays, as these tell them ({@code upstreams[].table}): each table is read at the start, and again when its time
 * to live is over. One thread a table. What cannot be read changes nothing.
 */
final class UpstreamTables implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.catena.array");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    /** After a table could not be read. */
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);
    private static final int BYTES_MAX = 256 * 1024;

    private final Runnable changed;
    private final Map<String, Told> read = new ConcurrentHashMap<>();
    private final Map<String, Reader> readers = new HashMap<>();

    /** Who the members are, by whatever form it was told in. */
    private sealed interface Told {
        record ByTable(MembershipTable table) implements Told {}

        record ByScript(List<ScriptParser.Node> members) implements Told {}
    }

    private record Reader(UpstreamSettings upstream, Thread thread) {}

    /** @param changed is called when an upstream has other members */
    UpstreamTables(Runnable changed) {
        this.changed = changed;
    }

    /** Reads the tables of these upstreams and no others. */
    synchronized void use(List<UpstreamSettings> upstreams) {
        var wanted = new HashMap<String, UpstreamSettings>();
        upstreams.stream().filter(upstream -> !upstream.table().isEmpty()).forEach(upstream -> wanted.put(upstream.name(), upstream));
        readers.entrySet().removeIf(entry -> {
            if (entry.getValue().upstream.equals(wanted.get(entry.getKey()))) return false;
            entry.getValue().thread.interrupt();
            read.remove(entry.getKey());
            return true;
        });
        wanted.forEach((name, upstream) -> readers.computeIfAbsent(name,
            _ -> new Reader(upstream, Thread.ofVirtual().name("catena-table-" + name).start(() -> readOn(upstream)))));
    }

    /** The upstreams with the members that their tables name. */
    List<UpstreamSettings> applied(List<UpstreamSettings> upstreams) {
        return upstreams.stream().map(upstream -> {
            var told = read.get(upstream.name());
            return told == null || upstream.table().isEmpty() ? upstream : applied(upstream, told);
        }).toList();
    }

    private static UpstreamSettings applied(UpstreamSettings upstream, Told told) {
        return switch (told) {
            case Told.ByTable(var table) -> applied(upstream, table);
            case Told.ByScript(var members) -> applied(upstream, members);
        };
    }

    private static UpstreamSettings applied(UpstreamSettings upstream, List<ScriptParser.Node> members) {
        var weights = new LinkedHashMap<String, Integer>();
        var hashes = new LinkedHashMap<String, MemberHash>();
        var addresses = members.stream().map(node -> new MemberAddress(MemberAddress.Protocol.HTTP, node.proxy())).toList();
        for (int i = 0; i < addresses.size(); i++) {
            weights.put(addresses.get(i).toString(), members.get(i).load());
            hashes.put(addresses.get(i).toString(), members.get(i).hash());
        }
        return upstream.with(addresses, weights, hashes);
    }

    private static UpstreamSettings applied(UpstreamSettings upstream, MembershipTable table) {
        var weights = new LinkedHashMap<String, Integer>();
        table.rows().forEach(row -> weights.put(address(row).toString(), row.load()));
        return upstream.with(table.rows().stream().map(UpstreamTables::address).toList(), weights, upstream.hashes());
    }

    /** By its name, which is what it is hashed by. */
    private static MemberAddress address(MembershipTable.Row row) {
        return new MemberAddress(MemberAddress.Protocol.HTTP, new HostPort(row.name(), row.port()));
    }

    private void readOn(UpstreamSettings upstream) {
        try {
            while (!Thread.currentThread().isInterrupted()) Thread.sleep(readOnce(upstream));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long what was read may be relied on. */
    private Duration readOnce(UpstreamSettings upstream) {
        try {
            var text = fetch(upstream.table());
            if (ScriptParser.isScript(text)) return useScript(upstream, text);
            return switch (TableParser.parse(text, upstream.tableTtl())) {
                case TableParser.Outcome.Read(var table) -> {
                    use(upstream, table);
                    yield table.ttl();
                }
                case TableParser.Outcome.Newer(var version) -> {
                    warn(upstream, "its version %s is newer than this proxy; `members` are asked instead".formatted(version));
                    forget(upstream);
                    yield AGAIN_AFTER;
                }
                case TableParser.Outcome.Unusable(var why) -> {
                    warn(upstream, why);
                    yield AGAIN_AFTER;
                }
            };
        } catch (IOException | IllegalArgumentException unreadable) {
            warn(upstream, String.valueOf(unreadable.getMessage()));
            return AGAIN_AFTER;
        }
    }

    private Duration useScript(UpstreamSettings upstream, String text) {
        var members = ScriptParser.parse(text);
        if (upstream.select() != Select.CARP_MS) {
            warn(upstream, "it is a script of ISA Server or TMG, and only `select: carp-ms` counts as these do");
        } else if (members.isEmpty()) {
            warn(upstream, "it is a script of ISA Server or TMG that does not name its members in the known form");
        } else {
            use(upstream, new Told.ByScript(members.get()));
            return ScriptParser.TTL;
        }
        return AGAIN_AFTER;
    }

    private void use(UpstreamSettings upstream, Told told) {
        var former = read.put(upstream.name(), told);
        if (former == null || !applied(upstream, former).equals(applied(upstream, told))) changed.run();
    }

    private void use(UpstreamSettings upstream, MembershipTable table) {
        table.rows().forEach(UpstreamTables::address); // a name that is none is no table
        if (!table.enabled()) {
            forget(upstream);
            return;
        }
        use(upstream, new Told.ByTable(table));
    }

    private void forget(UpstreamSettings upstream) {
        if (read.remove(upstream.name()) != null) changed.run();
    }

    private static void warn(UpstreamSettings upstream, String why) {
        LOG.log(System.Logger.Level.WARNING, "the membership table of upstream '%s' (%s) is not used: %s".formatted(upstream.name(), upstream.table(), why));
    }

    private static String fetch(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) ANSWER_MAX.toMillis());
        connection.setReadTimeout((int) ANSWER_MAX.toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            if (connection.getResponseCode() != 200) throw new IOException("the answer has status %d".formatted(connection.getResponseCode()));
            try (var body = connection.getInputStream()) {
                var bytes = body.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) throw new IOException("it is longer than %d bytes".formatted(BYTES_MAX));
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public synchronized void close() {
        readers.values().forEach(reader -> reader.thread.interrupt());
        readers.clear();
    }
}
