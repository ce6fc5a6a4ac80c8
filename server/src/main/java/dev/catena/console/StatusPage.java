// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.base.ByteSize;
import dev.catena.observe.Recent;
import dev.catena.store.disk.FolderStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The console's page for people: what the proxy is doing now. It loads nothing, runs nothing, and is reloaded by hand. */
final class StatusPage {
    private static final String PAGE = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Catena %1$s</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
        h1 small { font-weight: normal; opacity: .7; }
        table { border-collapse: collapse; }
        th, td { text-align: left; padding: .15rem 1.2rem .15rem 0; vertical-align: top; }
        th { font-weight: 600; }
        td.url { word-break: break-all; }
        </style>
        <h1>Catena <small>%1$s, version %2$s</small></h1>
        <p>%3$s
        <table>
        %4$s</table>
        <h2>Listeners</h2>
        <table>
        <tr><th>Name<th>Address<th>Open connections
        %5$s</table>
        %7$s<h2>Recent requests</h2>
        <table>
        <tr><th>Time (UTC)<th>Client<th>Method<th>URL<th>Status<th>Result<th>Took
        %6$s</table>
        <p>For programs: <a href="/metrics">/metrics</a>, <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>,
        <a href="/api/v1/status">/api/v1/status</a>, <a href="/api/v1/requests">/api/v1/requests</a>.
        The settings are read again by <code>catena reload</code>; this page changes nothing.
        </html>
        """;

    private StatusPage() {}

    static String of(StatusReport status, Readiness readiness, List<Recent.Shown> recent) {
        return PAGE.formatted(escaped(status.name()), escaped(status.version()), readiness(readiness), facts(status),
            status.listeners().stream().map(StatusPage::listener).collect(Collectors.joining()),
            recent.stream().map(StatusPage::request).collect(Collectors.joining()), members(status.members()));
    }

    private static String readiness(Readiness readiness) {
        return switch (readiness) {
            case Readiness.Ready() -> "Ready.";
            case Readiness.NotReady(var reason) -> "<strong>Not ready</strong>: " + escaped(reason) + ".";
        };
    }

    private static String facts(StatusReport status) {
        var cache = status.cache();
        var open = status.open();
        return fact("Process", "%d, up %s".formatted(status.pid(), status.uptime().truncatedTo(ChronoUnit.SECONDS)
                .toString().substring(2).toLowerCase(Locale.ROOT)))
            + fact("Settings", (status.settingsFile().isEmpty() ? "no file, the defaults" : status.settingsFile()) + ", generation " + status.generation())
            + fact("Last reload", reload(status.lastReload()))
            + fact("Open", "%d client connections, %d origin connections, %d exchanges, %d tunnels".formatted(
                open.clientConnections(), open.originConnections(), open.exchanges(), open.tunnels()))
            + fact("Cache", cache.limit() == 0 ? "off" : "%s of %s in %d responses; %d hits, %d misses".formatted(
                rounded(cache.bytes()), new ByteSize(cache.limit()), cache.objects(), cache.hits(), cache.misses()))
            + cache.folders().stream().map(folder -> fact("Disk " + escaped(folder.path()), folder(folder))).collect(Collectors.joining());
    }

    private static String folder(FolderStatus folder) {
        var fill = "%s of %s".formatted(rounded(folder.bytes()), rounded(folder.bytesMax()));
        return folder.trouble().isEmpty() ? fill : "%s, %s: %s".formatted(fill, folder.standing().name().toLowerCase(Locale.ROOT), folder.trouble());
    }

    private static String reload(StatusReport.@Nullable LastReload reload) {
        if (reload == null) return "none since the start";
        var lines = reload.lines().isEmpty() ? "no change" : String.join("; ", reload.lines());
        return reload.time() + (reload.applied() ? ", applied: " : ", rejected: ") + lines;
    }

    private static String rounded(long bytes) {
        return bytes < 1 << 20 ? bytes / 1024 + "KiB" : bytes / (1 << 20) + "MiB";
    }

    private static String fact(String name, String value) {
        return "<tr><th>" + name + "<td>" + escaped(value) + "\n";
    }

    private static String listener(StatusReport.Listener listener) {
        return row(listener.name(), StatusJson.text(listener.address()), Long.toString(listener.openConnections()));
    }

    private static String members(List<StatusReport.Member> members) {
        if (members.isEmpty()) return "";
        return "<h2>Upstreams</h2>\n<table>\n<tr><th>Upstream<th>Member<th>Condition<th>Log-in\n" + members.stream()
            .map(member -> row(member.upstream(), member.address(), member.up() ? "up" : "down since %s: %s".formatted(member.since(), member.cause()), member.expects()))
            .collect(Collectors.joining()) + "</table>\n";
    }

    private static String request(Recent.Shown shown) {
        var took = shown.tookNanos() < 0 ? "" : shown.tookNanos() / 1_000_000 + " ms";
        return "<tr><td>" + escaped(Instant.ofEpochMilli(shown.startMillis()).toString().substring(11, 19)) + "<td>" + escaped(shown.client())
            + "<td>" + escaped(shown.method()) + "<td class=\"url\">" + escaped(shown.url()) + "<td>" + shown.status()
            + "<td>" + escaped(shown.result()) + "<td>" + took + "\n";
    }

    private static String row(String... cells) {
        var row = new StringBuilder("<tr>");
        for (var cell : cells) row.append("<td>").append(escaped(cell));
        return row.append('\n').toString();
    }

    /** Text that cannot become markup, whoever sent it. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
