// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How failed log-ins are slowed down: per account and address, and per address. */
public record ThrottleSettings(
    @Setting(doc = "Failed log-ins as one account from one address that have no consequence; for an address with many accounts, ten times as many.",
        initial = "5", min = "1") int failures,
    @Setting(doc = "How long log-ins are refused after the next one; each further failure doubles it.", initial = "1s", min = "1ms") Duration delay,
    @Setting(doc = "The longest time log-ins are refused; failures are forgotten when none came for twice as long.", initial = "5m", min = "1ms")
    Duration delayMax,
    @Setting(doc = "Accounts and addresses with failures that are remembered; the oldest is forgotten.", initial = "20000", min = "1") int entriesMax) {}
