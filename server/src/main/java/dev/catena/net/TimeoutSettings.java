// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How long everything may take. */
public record TimeoutSettings(
    @Setting(doc = "A request head is complete within.", initial = "20s", min = "100ms", max = "1h") Duration head,
    @Setting(doc = "A client connection without a request is closed after.", initial = "75s", min = "100ms", max = "1d") Duration idle,
    @Setting(doc = "All connection attempts to a destination together.", initial = "10s", min = "100ms", max = "1h") Duration connect,
    @Setting(doc = "From the last byte of the request to the head of the response. Long polls wait on purpose.", initial = "90s", min = "100ms",
        max = "1d")
    Duration response,
    @Setting(doc = "A response body of which nothing comes is given up after. Event streams pause on purpose.", initial = "5m", min = "100ms",
        max = "1d")
    Duration responseIdle,
    @Setting(doc = "A client that sends less of a request body than `limits.body-rate` in this time, or takes nothing of an answer, is given up;"
        + " so is an origin that takes nothing of a request.", initial = "60s", min = "100ms", max = "1d")
    Duration stall,
    @Setting(doc = "A client that has ended its side of the connection and then takes nothing is gone after.", initial = "30s", min = "100ms",
        max = "1d")
    Duration halfClosed,
    @Setting(doc = "A tunnel through which nothing passes is closed after.", initial = "1h", min = "1s", max = "30d") Duration tunnelIdle,
    @Setting(doc = "How long running exchanges may take to finish at shutdown.", initial = "30s", min = "0s", max = "1h")
    Duration drain) {}
