// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.settings.Setting;
import java.time.Duration;

/** Connections to origins: how they are opened, pooled and shared. */
public record OriginSettings(
    @Setting(doc = "A pooled connection without a request is closed after.", initial = "55s", min = "0s", max = "1d") Duration idle,
    @Setting(doc = "Pooled connections per event loop.", initial = "1000", min = "0", max = "1000000") int idleMax,
    @Setting(doc = "Connections per host and event loop; further requests wait.", initial = "512", min = "1", max = "1000000")
    int connectionsPerHost,
    @Setting(doc = "Requests that wait for a connection, per host and event loop; further ones are refused with 503.", initial = "1000",
        min = "0", max = "1000000")
    int waitingMax,
    @Setting(doc = "How long the next address of a host waits for the one before it (RFC 8305 section 5).", initial = "250ms",
        min = "10ms", max = "2s")
    Duration happyEyeballsDelay) {}
