// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.settings.Setting;
import dev.catena.settings.match.PortRange;
import java.util.List;

/** Where tunnels may lead. */
public record ConnectSettings(
    @Setting(doc = "Ports that CONNECT may reach; clients over loopback may reach every port of the loopback, too.",
        initial = "[80, 443, 8080, 8443]")
    List<PortRange> ports) {

    public ConnectSettings {
        ports = List.copyOf(ports);
    }
}
