// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import java.time.Duration;

/** Memory for the groups a directory told. */
public record GroupCacheSettings(
    @Setting(doc = "How long a user's groups are believed; a change in the directory takes as long to be seen.", initial = "5m", max = "1d") Duration time,
    @Setting(doc = "How long they are believed while no server can be asked.", initial = "1h", max = "7d") Duration stale,
    @Setting(doc = "Users whose groups are remembered; the one not seen for longest is forgotten.", initial = "10000", min = "1", max = "1000000")
    int entriesMax) implements Checked {

    @Override
    public void check(Faults faults) {
        if (faults.sound("time", "stale") && faults.wrote("stale") && stale.compareTo(time) < 0) {
            faults.warning("stale", "has no effect: it is shorter than `time`", "make it longer, or remove it");
        }
    }
}
