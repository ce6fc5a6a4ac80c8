// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import java.util.List;

/** A socket clients connect to, with the schemes it accepts. */
public record ListenerSettings(
    @Setting(doc = "Its name in log, metrics and messages.") String name,
    @Setting(doc = "Where it listens. 0.0.0.0 is every IPv4 interface, [::] every interface; port 0 lets the system choose.")
    HostPort address,
    @Setting(doc = "How clients prove who they are, in the order they are offered.", initial = "[anonymous]")
    List<Scheme> schemes,
    @Setting(doc = "Accept requests in origin form (GET /path) whose Host is not this proxy.", initial = "true")
    boolean originForm,
    @Setting(doc = "Upgrade tokens that are forwarded; others are removed from the request.", initial = "[websocket]")
    List<String> upgrades,
    @Setting(doc = "guarded: a fault if this listener would let everybody beyond loopback do everything; on-purpose: that is wanted.",
        initial = "guarded")
    Openness open) {

    public ListenerSettings {
        schemes = List.copyOf(schemes);
        upgrades = List.copyOf(upgrades);
    }
}
