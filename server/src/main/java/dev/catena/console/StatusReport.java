// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.store.disk.FolderStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy is, at one moment.
 *
 * @param name its pseudonym in {@code Via}
 * @param settingsFile its path, or empty when there is none and the defaults are in force
 * @param lastReload null when there was none since the start
 * @param members of all upstreams
 * @param generation counts the settings applied since the start, which was the first
 */
public record StatusReport(String name, String version, long pid, Duration uptime, String settingsFile, long generation,
    List<Listener> listeners, List<Member> members, Cache cache, Open open, @Nullable LastReload lastReload) {

    public StatusReport {
        listeners = List.copyOf(listeners);
        members = List.copyOf(members);
    }

    /** @param address where it is bound */
    public record Listener(String name, InetSocketAddress address, long openConnections) {}

    /**
     * A member of an upstream.
     *
     * @param cause why it is down, or empty
     * @param expects what it was last seen to want of us: {@code anonymous}, {@code wants ntlm, negotiate}, {@code rejects our password}, {@code unknown}
     */
    public record Member(String upstream, String address, boolean up, Instant since, String cause, String expects) {}

    /**
     * @param limit bytes of memory it may hold; 0 when there is no cache
     * @param folders on disk
     */
    public record Cache(long bytes, long limit, long objects, long hits, long misses, List<FolderStatus> folders) {
        public Cache {
            folders = List.copyOf(folders);
        }
    }

    /** What is open now. */
    public record Open(long clientConnections, long originConnections, long exchanges, long tunnels) {}

    /**
     * @param applied false when the settings were refused
     * @param lines what changed, or what is wrong
     */
    public record LastReload(Instant time, boolean applied, List<String> lines) {
        public LastReload {
            lines = List.copyOf(lines);
        }
    }
}
