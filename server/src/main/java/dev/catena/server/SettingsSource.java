// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.SharedCopy;
import dev.catena.array.SharedSettings;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.settings.SharedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a proxy's settings come from: its file, over it what its array agreed on, over both the command line. The file is complete by itself;
 * it says whether there is an array, and is what a member goes by before it met the others.
 *
 * @param file null for the initial settings
 * @param overrides {@code key=value}
 */
public record SettingsSource(@Nullable Path file, List<String> overrides) {
    private static final String INITIAL = "initial settings";

    public SettingsSource {
        overrides = List.copyOf(overrides);
    }

    /** With what the array had agreed on when this member was last told; as it is kept in the member's folder. */
    public Reading<ProxySettings> read() {
        var own = read(SharedSettings.NONE);
        if (!(own instanceof Reading.Usable<ProxySettings>(var settings, _)) || !settings.array().isOn()) return own;
        try {
            var shared = kept(settings);
            return shared.isNone() ? own : read(shared);
        } catch (IOException unreadable) {
            return own; // to look at them without the right to; a member that cannot read its own folder does not start
        }
    }

    /** What is kept of the array's settings; {@link SharedSettings#NONE} without an array. */
    static SharedSettings kept(ProxySettings own) throws IOException {
        return own.array().isOn() ? SharedCopy.load(own.array().home()) : SharedSettings.NONE;
    }

    /** With these. */
    Reading<ProxySettings> read(SharedSettings shared) {
        var reader = SettingsReader.of(ProxySettings.class);
        var text = shared.isNone() ? SharedText.NONE : text(shared);
        return file == null ? reader.read(INITIAL, "", text, overrides) : reader.read(file, text, overrides);
    }

    private static SharedText text(SharedSettings shared) {
        return new SharedText("shared settings, epoch " + shared.epoch(), shared.text());
    }
}
