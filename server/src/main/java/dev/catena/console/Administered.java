// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

/** What the console may ask of the server it stands beside. Asked on virtual threads, by several at once. */
public interface Administered {

    /** How it is; answers at once. */
    StatusReport status();

    /** Whether it should be sent requests; answers at once. */
    Readiness readiness();

    /** Reads the settings again and applies them as a whole or not at all; may take as long as reading a file. */
    ReloadOutcome reload();
}
