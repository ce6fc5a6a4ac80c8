// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.base.Json;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status as {@code catena status --json} prints it. */
final class StatusJson {
    private StatusJson() {}

    static Json of(StatusReport status, Readiness readiness) {
        var json = new Json().object()
            .put("name", status.name())
            .put("version", status.version())
            .put("pid", status.pid())
            .put("uptime_seconds", status.uptime().toSeconds())
            .put("settings_file", status.settingsFile())
            .put("generation", status.generation());
        readiness(json, readiness);
        json.array("listeners");
        for (var listener : status.listeners()) {
            json.object().put("name", listener.name()).put("address", text(listener.address()))
                .put("open_connections", listener.openConnections()).endObject();
        }
        json.endArray();
        json.array("upstream_members");
        for (var member : status.members()) {
            json.object().put("upstream", member.upstream()).put("member", member.address()).put("up", member.up()).put("since", member.since().toString())
                .put("cause", member.cause()).put("expects", member.expects()).endObject();
        }
        json.endArray();
        cache(json, status.cache());
        open(json, status.open());
        lastReload(json, status.lastReload());
        return json.endObject();
    }

    /** As it is written in the settings: an IPv6 address in brackets. */
    static String text(InetSocketAddress address) {
        var host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static void readiness(Json json, Readiness readiness) {
        switch (readiness) {
            case Readiness.Ready() -> json.put("ready", true).putNull("not_ready_reason");
            case Readiness.NotReady(var reason) -> json.put("ready", false).put("not_ready_reason", reason);
        }
    }

    private static void cache(Json json, StatusReport.Cache cache) {
        json.object("cache").put("bytes", cache.bytes()).put("limit", cache.limit()).put("objects", cache.objects())
            .put("hits", cache.hits()).put("misses", cache.misses()).array("disk");
        for (var folder : cache.folders()) {
            json.object().put("folder", folder.path()).put("standing", folder.standing().name().toLowerCase(Locale.ROOT)).put("trouble", folder.trouble())
                .put("bytes", folder.bytes()).put("limit", folder.bytesMax()).put("waiting", folder.waitingBytes()).endObject();
        }
        json.endArray().endObject();
    }

    private static void open(Json json, StatusReport.Open open) {
        json.object("open").put("client_connections", open.clientConnections()).put("origin_connections", open.originConnections())
            .put("exchanges", open.exchanges()).put("tunnels", open.tunnels()).endObject();
    }

    private static void lastReload(Json json, StatusReport.@Nullable LastReload reload) {
        if (reload == null) {
            json.putNull("last_reload");
            return;
        }
        json.object("last_reload").put("time", reload.time().toString()).put("outcome", reload.applied() ? "applied" : "rejected")
            .put(reload.applied() ? "changes" : "faults", reload.lines()).endObject();
    }
}
