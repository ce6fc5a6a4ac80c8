// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How members know of each other: by a connection between any two of them, on a port of its own. */
public record EngineSettings(
    @Setting(doc = "The port, the same on all members unless 0: one above that of each member's `address`.", initial = "0", min = "0", max = "65535") int port,
    @Setting(doc = "A member that was not heard of for so long is down.", initial = "6s", min = "500ms", max = "10m") Duration silence) {

    static final EngineSettings INITIAL = new EngineSettings(0, Duration.ofSeconds(6));
}
