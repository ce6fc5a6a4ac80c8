// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.settings.Setting;
import java.time.Duration;
import java.util.List;

/** How we ask winbind. */
public record WinbindSettings(
    @Setting(doc = "The helper program and its arguments; `ntlm_auth` comes with Samba's winbind.",
        initial = "[ntlm_auth, --helper-protocol=ntlm-server-1]", live = false)
    List<String> command,
    @Setting(doc = "Helper processes at most; one judges a log-in in a few milliseconds, and is free in between.", initial = "4", min = "1",
        max = "64", live = false)
    int helpers,
    @Setting(doc = "Log-ins that wait for a helper, at most; more are told to come again.", initial = "256", min = "1", max = "65536", live = false)
    int queue,
    @Setting(doc = "How long a log-in waits for its verdict; a helper that takes longer is replaced.", initial = "10s", min = "100ms",
        max = "2m", live = false)
    Duration deadline) {
    public WinbindSettings {
        command = List.copyOf(command);
    }
}
