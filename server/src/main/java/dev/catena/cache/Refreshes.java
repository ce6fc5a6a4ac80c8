// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Renewals of what is stored, that no client waits for: one at a time for each response, few altogether, and ever more seldom where they
 * bring nothing. All methods may be called from any thread.
 */
final class Refreshes {
    /** Renewals going on at a time; what is due beyond that is asked for by the next client. */
    static final int UNDER_WAY_MAX = 128;

    /** Responses whose renewal was in vain, remembered; the oldest is forgotten. */
    private static final int IN_VAIN_MAX = 4096;

    /** How long a response is left alone after a renewal in vain: doubled each time, between these. */
    static final long WAIT_MIN_MILLIS = 1_000;
    static final long WAIT_MAX_MILLIS = 300_000;

    private record Rest(long untilMillis, long waitMillis) {}

    /** Marks a renewal under way in the map, where a time would stand. */
    private static final Rest UNDER_WAY = new Rest(Long.MAX_VALUE, 0);

    private final Map<String, Rest> resting = new LinkedHashMap<>();
    private final Map<String, Rest> underWay = new LinkedHashMap<>();

    /** Whether a renewal of what is at that meeting point may begin; if so it has begun, and {@link #end} must follow. */
    synchronized boolean begin(String meetingPoint, long nowMillis) {
        if (underWay.containsKey(meetingPoint) || underWay.size() >= UNDER_WAY_MAX) return false;
        var rest = resting.get(meetingPoint);
        if (rest != null && nowMillis < rest.untilMillis) return false;
        underWay.put(meetingPoint, rest == null ? UNDER_WAY : rest);
        return true;
    }

    /** @param gained the response lives longer than before */
    synchronized void end(String meetingPoint, boolean gained, long nowMillis) {
        var before = underWay.remove(meetingPoint);
        resting.remove(meetingPoint);
        if (gained || before == null) return;
        long wait = Math.clamp(before.waitMillis * 2, WAIT_MIN_MILLIS, WAIT_MAX_MILLIS);
        resting.put(meetingPoint, new Rest(nowMillis + wait, wait));
        if (resting.size() > IN_VAIN_MAX) resting.remove(resting.keySet().iterator().next());
    }

    synchronized int underWay() {
        return underWay.size();
    }
}
