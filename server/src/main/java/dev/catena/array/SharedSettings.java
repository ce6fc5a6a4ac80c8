// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.time.Instant;

/**
 * The settings that all members have in common, as they agreed on them.
 *
 * @param epoch counts the agreements; 0: none was made yet
 * @param text YAML, as it was written; what may stand in it are the settings declared {@link dev.catena.settings.Setting#shared shared}
 * @param by the member it was written at, by where clients reach it
 * @param at by that member's clock
 */
public record SharedSettings(long epoch, String text, String by, Instant at) {
    /** Nothing was agreed on: each member goes by its file. */
    public static final SharedSettings NONE = new SharedSettings(0, "", "", Instant.EPOCH);

    /** More characters than this are some other file; keeps what members tell each other small. */
    public static final int TEXT_MAX = 256 * 1024;

    public boolean isNone() {
        return epoch == 0;
    }

    /** Which these are, in words. */
    public String words() {
        return isNone() ? "epoch 0, nothing was agreed on yet" : "epoch %d, written at %s, %s".formatted(epoch, by, at);
    }
}
