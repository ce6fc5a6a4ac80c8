// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.settings.Reserved;

/** How a line of the access log looks. */
@Reserved({"combined", "w3c"})
public enum LogFormat {
    /** One JSON object a line. */
    JSON,
    /** Squid's native format, for the tools that read it. */
    SQUID
}
