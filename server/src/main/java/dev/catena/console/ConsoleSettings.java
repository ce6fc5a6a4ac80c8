// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;

/** Where the administrator looks: status, metrics, health. */
public record ConsoleSettings(
    @Setting(doc = "Whether there is a console; `console: off` is short for {on: false}.", initial = "true") boolean on,
    @Setting(doc = "Where it listens.", initial = "127.0.0.1:3129") HostPort address) implements Checked {

    @Override
    public void check(Faults faults) {
        if (on && faults.sound("address") && !address.isLoopback()) {
            faults.warning("address", "whoever reaches %s sees status and metrics, and may command this proxy".formatted(address),
                "listen on 127.0.0.1, or let a firewall guard the port");
        }
    }

    /** No console. */
    @Word(value = "off", doc = "no console, no metrics, no reload by command")
    public static ConsoleSettings off() {
        return new ConsoleSettings(false, new HostPort("127.0.0.1", 3129));
    }
}
