// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;

/** An access log: one line an exchange. */
public record LogSettings(
    @Setting(doc = "json; squid, its native format; combined, that of web servers; w3c, with the fields of ISA Server.", initial = "json") LogFormat format,
    @Setting(doc = "A file's path, stdout or stderr.") String to,
    @Setting(doc = "keep, or redact: the query string is logged as \"?…\".", initial = "redact") QueryText query,
    @Setting(doc = "Records that may wait to be written; further ones are dropped and counted.", initial = "65536", min = "16",
        max = "16777216")
    int queue) implements Checked {

    @Override
    public void check(Faults faults) {
        if (to.isBlank() || to.indexOf('\0') >= 0) {
            faults.error("to", "'%s' is not a file".formatted(to), "write a file's path, stdout or stderr");
        }
    }

    /** Whether it goes to standard output or standard error instead of a file. */
    public boolean isStream() {
        return to.equals("stdout") || to.equals("stderr");
    }
}
