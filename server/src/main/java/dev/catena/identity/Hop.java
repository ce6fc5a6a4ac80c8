// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.HostPort;

/**
 * A next hop that may want to know who we are.
 *
 * @param upstream its upstream's name in the settings
 * @param member which member of it
 * @param cleartext whether others can read what is said: no TLS, and not on this machine
 */
public record Hop(String upstream, HostPort member, boolean cleartext) {
    /** For pages and logs: {@code head-office (hq1.corp.example:8080)}. */
    public String shown() {
        return "%s (%s)".formatted(upstream, member);
    }
}
