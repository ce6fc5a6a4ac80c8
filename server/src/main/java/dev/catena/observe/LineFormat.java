// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;

/** Turns an exchange into one line of an access log. Used by one thread. */
sealed interface LineFormat permits JsonLine, SquidLine, CombinedLine, W3cLine {

    /** Writes the line with its end. */
    void write(ExchangeRecord exchange, ByteText out);

    /** Whole lines that belong at the beginning of a file; empty where there are none. */
    default String preamble() {
        return "";
    }

    static LineFormat of(LogSettings settings) {
        return switch (settings.format()) {
            case JSON -> new JsonLine(settings.query());
            case SQUID -> new SquidLine(settings.query());
            case COMBINED -> new CombinedLine(settings.query());
            case W3C -> W3cLine.ofThisMachine(settings.query());
        };
    }
}
