// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.settings.Setting;

/** An access log: one line an exchange. */
public record LogSettings(
    @Setting(doc = "json, or squid (the native format, byte for byte).", initial = "json") LogFormat format,
    @Setting(doc = "A file's path, stdout or stderr.") String to,
    @Setting(doc = "keep, or redact: the query string is logged as \"?…\".", initial = "redact") QueryText query,
    @Setting(doc = "Records that may wait to be written; further ones are dropped and counted.", initial = "65536", min = "16",
        max = "16777216")
    int queue) {}
