// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/** What an administrator may rather not keep, although its origin allows it ({@code cache.not-kept}). */
public enum NotKept {
    /** Responses with a {@code Set-Cookie} (RFC 9111 §7.3). */
    SET_COOKIE,
    /** Responses to requests with an {@code Authorization}, which {@code public}, {@code s-maxage} or {@code must-revalidate} would permit (§3.5). */
    AUTHORIZATION,
    /** Responses to requests with a {@code Cookie}. */
    COOKIE
}
