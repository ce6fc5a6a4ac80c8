// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.base.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The Proxy Array Membership Table (draft-vinod-carp-v1-03 §2.2), by which an array tells clients and other proxies who its members
 * are. {@link TableParser} reads it.
 *
 * @param configId at most 32 bits; another one means another table
 * @param enabled false: its sender could be asked by owner, and is on its own
 * @param ttl for how long it may be relied on
 */
public record MembershipTable(long configId, String array, boolean enabled, Duration ttl, List<Row> rows) {
    static final String MAGIC = "Proxy Array Information/";
    private static final String VERSION = "1.0";

    /**
     * One member.
     *
     * @param name hashed, and connected to unless {@code address} says better
     * @param address for the members among themselves; empty if it is not told
     * @param tableUrl where this member serves its copy
     * @param agent what it runs; opaque, may hold blanks or nothing
     * @param secondsInState how long it has been up, or down
     * @param load relative to the others'; 0: it owns nothing
     * @param cacheMib for people
     */
    public record Row(String name, String address, int port, String tableUrl, String agent, long secondsInState, boolean up, int load, long cacheMib) {}

    public MembershipTable {
        rows = List.copyOf(rows);
    }

    /** What a roster says at a moment. */
    static MembershipTable of(Roster roster, String agent, Instant now) {
        return new MembershipTable(roster.configId(), roster.array(), true, roster.ttl(),
            roster.members().stream().map(member -> row(member, agent, now)).toList());
    }

    private static Row row(ArrayMember member, String agent, Instant now) {
        // an address of the members' own network only where it is one: a name there is nothing that others could look up
        var within = member.within().host().matches("[0-9.]+") ? member.within().host() : "";
        return new Row(member.name(), within, member.proxy().port(), "http://%s/array.dll".formatted(member.proxy()), agent.replace(' ', '-'),
            seconds(member, now), member.state() != ArrayMember.State.DOWN, member.share(), member.cacheMib());
    }

    private static long seconds(ArrayMember member, Instant now) {
        return Math.clamp(Duration.between(member.since(), now).toSeconds(), 0, 0xffff_ffffL);
    }

    /** As {@code array.dll?Get.Info.v1} has it. */
    String print() {
        var text = new StringBuilder(MAGIC).append(VERSION).append("\r\n")
            .append("ArrayEnabled: ").append(enabled ? 1 : 0).append("\r\n")
            .append("ConfigID: ").append(configId).append("\r\n")
            .append("ArrayName: ").append(array).append("\r\n")
            .append("ListTTL: ").append(ttl.toSeconds()).append("\r\n\r\n");
        for (var row : rows) {
            text.append(row.name).append(' ');
            if (!row.address.isEmpty()) text.append(row.address).append(' ');
            text.append(row.port).append(' ').append(row.tableUrl).append(' ').append(row.agent).append(' ').append(row.secondsInState)
                .append(row.up ? " UP " : " DOWN ").append(row.load).append(' ').append(row.cacheMib).append("\r\n");
        }
        return text.toString();
    }

    /** The same and what the old form has no place for, as {@code /array.json}. */
    static String json(Roster roster, Instant now) {
        var shares = roster.shares();
        var json = Json.indented().object()
            .put("array", roster.array())
            .put("config-id", roster.configId())
            .put("hash", roster.hash().word())
            .put("ttl-seconds", roster.ttl().toSeconds())
            .array("members");
        for (int i = 0; i < shares.length; i++) {
            var member = roster.members().get(i);
            json.object()
                .put("proxy", member.proxy().toString())
                .put("within", member.within().toString())
                .put("state", member.state().name().toLowerCase(Locale.ROOT))
                .put("seconds-in-state", seconds(member, now))
                .put("load", member.load())
                .put("share", String.format(Locale.ROOT, "%.4f", shares[i]))
                .put("cache-mib", member.cacheMib())
                .endObject();
        }
        return json.endArray().endObject() + "\n";
    }
}
