// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;

/** Where the administrator looks: status, metrics, health. */
public record ConsoleSettings(
    @Setting(doc = "Whether there is a console; `console: off` is short for {on: false}.", initial = "true") boolean on,
    @Setting(doc = "Where it listens.", initial = "127.0.0.1:3129") HostPort address) {

    /** No console. */
    @Word(value = "off", doc = "no console, no metrics, no reload by command")
    public static ConsoleSettings off() {
        return new ConsoleSettings(false, new HostPort("127.0.0.1", 3129));
    }
}
