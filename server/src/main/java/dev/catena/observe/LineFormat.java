// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;

/** Turns an exchange into one line of an access log. Used by one thread. */
sealed interface LineFormat permits JsonLine, SquidLine {

    /** Writes the line with its end. */
    void write(ExchangeRecord exchange, ByteText out);

    static LineFormat of(LogSettings settings) {
        return switch (settings.format()) {
            case JSON -> new JsonLine(settings.query());
            case SQUID -> new SquidLine(settings.query());
        };
    }
}
