// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import java.time.Duration;

/** When a member counts as down, and when it is asked again. */
public record HealthSettings(
    @Setting(doc = "Time between two probes of a member. 0s: none; only requests tell.", initial = "0s", min = "0s", max = "1d")
    Duration interval,
    @Setting(doc = "A probe, or the trial of a member that was down, has failed when it is not answered within.", initial = "5s",
        min = "100ms", max = "5m")
    Duration timeout,
    @Setting(doc = "Failures in a row after which a member is down.", initial = "3", min = "1", max = "1000") int failures,
    @Setting(doc = "A member that is down is tried again after this time, by one request; doubles with each trial in vain.",
        initial = "1s", min = "100ms", max = "1h")
    Duration recovery,
    @Setting(doc = "The longest time between two trials.", initial = "30s", min = "100ms", max = "1d") Duration recoveryMax)
    implements Checked {

    /** What stands in the manual. */
    public static final HealthSettings INITIAL =
        new HealthSettings(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ofSeconds(1), Duration.ofSeconds(30));

    @Override
    public void check(Faults faults) {
        if (faults.sound("recovery", "recovery-max") && recovery.compareTo(recoveryMax) > 0) {
            faults.error("recovery-max", "is less than `recovery`", "make it at least as long");
        }
        if (faults.sound("interval", "timeout") && !interval.isZero() && interval.compareTo(timeout) < 0) {
            faults.error("interval", "is less than `timeout`: probes would overlap", "make it at least as long");
        }
    }
}
