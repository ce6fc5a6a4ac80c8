// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/**
 * Leave to renew a stored response while clients use it. Whoever was given one asks the cache {@link CacheAnswer.Patience#REFRESH}, and
 * tells it with {@link Cache#refreshed} when that is over, whatever came of it.
 */
public final class Refresh {
    final String key;
    final String meetingPoint;
    final long endsMillis;

    /** @param endsMillis when the response becomes stale, milliseconds since 1970 */
    Refresh(String key, String meetingPoint, long endsMillis) {
        this.key = key;
        this.meetingPoint = meetingPoint;
        this.endsMillis = endsMillis;
    }
}
