// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/** What {@code ListTTL} counts in the membership table of an array: the draft of CARP says minutes in one place and seconds in another. */
public enum TableTtl {
    /** As the draft's text and Microsoft's proxies have it. */
    SECONDS,
    /** As Sun's, iPlanet's and Oracle's proxies have it. */
    MINUTES
}
