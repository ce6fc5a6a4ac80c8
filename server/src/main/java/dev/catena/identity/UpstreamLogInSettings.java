// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How careful we are with our own accounts when we log in to upstreams. */
public record UpstreamLogInSettings(
    @Setting(doc = "Log-ins as one user that an upstream may refuse within the window before none is tried any more. "
        + "Keep it below what the domain locks accounts at.", initial = "2", min = "1", max = "100")
    int failures,
    @Setting(doc = "How long a refused log-in counts; a refused password is not tried again for as long unless it changed.", initial = "30m", min = "1s", max = "1d")
    Duration window,
    @Setting(doc = "How long it is believed that an upstream wants what it wanted; what it says anew counts at once.", initial = "10m", min = "1s", max = "1d")
    Duration expectation) {}
