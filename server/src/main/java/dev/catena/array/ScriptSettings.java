// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.settings.match.HostPattern;
import java.net.Inet6Address;
import java.util.List;

/** What the script says that browsers get from an array. */
public record ScriptSettings(
    @Setting(doc = "Where browsers go when no member answers: direct, none, or another proxy as host:port.", initial = "direct") ScriptBackup backup,
    @Setting(doc = "Hosts that browsers ask directly: names, \"*.name\", IPv4 networks for hosts written as an address, NODOTS. No name is looked up.",
        initial = "[]")
    List<HostPattern> direct) implements Checked {

    public ScriptSettings {
        direct = List.copyOf(direct);
    }

    /** As scripts say it; empty for none. */
    String backupWay() {
        return backup.way();
    }

    @Override
    public void check(Faults faults) {
        for (int i = 0; faults.sound("direct") && i < direct.size(); i++) {
            if (direct.get(i) instanceof HostPattern.Within(var network) && network.address() instanceof Inet6Address) {
                faults.error("direct[%d]".formatted(i), "scripts cannot compare IPv6 addresses", "name the hosts, or let the array's routes lead direct");
            }
        }
    }
}
