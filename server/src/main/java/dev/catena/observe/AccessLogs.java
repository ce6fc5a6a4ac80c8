// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The access logs of the settings, as one reading. A reload keeps those that did not change. */
public final class AccessLogs implements Journal.Reading, AutoCloseable {
    private final LogLosses losses;
    private Map<LogSettings, AccessLog> open = Map.of();
    private volatile AccessLog[] logs = {};

    public AccessLogs(LogLosses losses) {
        this.losses = losses;
    }

    /** Opens what is new, keeps what stays, and closes the rest once its lines are written. */
    public synchronized void apply(List<LogSettings> settings) {
        var before = open;
        var after = new HashMap<LogSettings, AccessLog>();
        for (var wanted : settings) {
            var kept = before.get(wanted);
            after.computeIfAbsent(wanted, _ -> kept != null ? kept : new AccessLog(wanted, losses));
        }
        open = Map.copyOf(after);
        logs = open.values().toArray(AccessLog[]::new);
        var gone = new ArrayList<>(before.values());
        gone.removeAll(open.values());
        gone.forEach(AccessLog::close);
    }

    @Override
    public void read(ExchangeRecord exchange) {
        for (var log : logs) log.read(exchange);
    }

    /** Opens all files anew. */
    public void reopen() {
        for (var log : logs) log.reopen();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        apply(List.of());
    }
}
