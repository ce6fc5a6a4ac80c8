// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How failed log-ins are slowed down: per account and address, per address, and per account of a domain. */
public record ThrottleSettings(
    @Setting(doc = "Failed log-ins as one account from one address that have no consequence.", initial = "5", min = "1") int failures,
    @Setting(doc = "Failed log-ins from one address, whatever the account, that have no consequence: people share addresses.", initial = "50", min = "1")
    int addressFailures,
    @Setting(doc = "How long log-ins are refused after the next one; each further failure doubles it.", initial = "1s", min = "1ms") Duration delay,
    @Setting(doc = "The longest time log-ins are refused; failures are forgotten when none came for twice as long.", initial = "5m", min = "1ms")
    Duration delayMax,
    @Setting(doc = "Failed log-ins as one account of `identity.domain` or `identity.ldap`, from all addresses, before these are not asked about it for "
        + "the rest of the window, lest they lock the account. Keep it below their own limit.", initial = "4", min = "1")
    int domainFailures,
    @Setting(doc = "How long a failed log-in counts towards `domain-failures`.", initial = "30m", min = "1s", max = "1d") Duration domainWindow,
    @Setting(doc = "Accounts and addresses with failures that are remembered; the oldest is forgotten.", initial = "20000", min = "1") int entriesMax) {}
