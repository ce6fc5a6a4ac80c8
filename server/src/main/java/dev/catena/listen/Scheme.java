// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.settings.Reserved;

/** How a client of a listener proves who it is. */
@Reserved({"basic", "digest", "ntlm", "negotiate"})
public enum Scheme {
    /** Not at all. */
    ANONYMOUS
}
