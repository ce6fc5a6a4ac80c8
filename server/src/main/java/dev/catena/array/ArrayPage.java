// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.time.Duration;

/**
 * What an array tells of itself: the membership table, or the script for browsers.
 *
 * @param etag with its quotes; weak where the same array may be told in other octets
 * @param maxAge for how long it may be relied on
 * @param body ASCII
 */
public record ArrayPage(String mediaType, String etag, Duration maxAge, String body) {
    /** Whether a reader that has one of these tags has this page ({@code If-None-Match}, compared weakly: RFC 9110 §13.1.2). */
    public boolean isAmong(String tags) {
        for (var tag : tags.split(",")) {
            var one = tag.strip();
            if (one.equals("*") || opaque(one).equals(opaque(etag))) return true;
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
