// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/** What a rule does with what it speaks of. */
public enum Treatment {
    /** Neither stored nor answered from what is stored. */
    NEVER,
    /** As HTTP says; no later rule and no preset is asked. */
    OBEY,
    /** Whether it is stored, HTTP says; for how long, the rule, too. */
    TTL,
    /** Stored for the rule's time, though the response says {@code no-store} or {@code no-cache}, or nothing. */
    ALWAYS
}
