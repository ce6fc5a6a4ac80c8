// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Setting;
import java.time.Duration;

/** Memory for passwords that were right: salted hashes, in memory only. */
public record RememberSettings(
    @Setting(doc = "How long a right password is remembered; a change in the accounts file counts at once.", initial = "2m") Duration time,
    @Setting(doc = "Passwords that are remembered.", initial = "10000", min = "1") int entriesMax,
    @Setting(doc = "Passwords that are hashed at a time; each takes 19 MiB and some 50 ms.", initial = "2", min = "1") int hashesMax,
    @Setting(doc = "Log-ins that wait for their hash; more are refused for the moment.", initial = "256", min = "1") int waitingMax,
    @Setting(doc = "How long a log-in waits for its hash.", initial = "10s", min = "100ms") Duration deadline) {}
