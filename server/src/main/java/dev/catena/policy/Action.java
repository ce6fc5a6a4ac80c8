// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

/** What a rule does with a request it matches. */
public enum Action {
    /** Lets it pass; no later rule is asked. */
    ALLOW,
    /** Refuses it; no later rule is asked. */
    DENY,
    /** Records that it matched, and asks the next rule. */
    REPORT
}
