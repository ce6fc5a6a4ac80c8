// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/**
 * A popular response that is to be renewed before it becomes stale, whether anybody asks for it by then or not. Whoever was given one asks
 * {@link Cache#begin} for leave when it is due.
 */
public final class Renewal {
    final String key;
    final String meetingPoint;
    final long endsMillis;
    private final long dueMillis;

    /**
     * @param endsMillis when the response becomes stale, milliseconds since 1970
     * @param dueMillis when the last part of its life begins
     */
    Renewal(String key, String meetingPoint, long endsMillis, long dueMillis) {
        this.key = key;
        this.meetingPoint = meetingPoint;
        this.endsMillis = endsMillis;
        this.dueMillis = dueMillis;
    }

    /** Not before, milliseconds since 1970. */
    public long dueMillis() {
        return dueMillis;
    }

    /** Whether a renewal may begin. */
    public sealed interface Leave {
        /** It has begun: {@link Cache#refreshed} must follow. */
        record Now(Refresh refresh) implements Leave {}

        /** The budget is spent, there is other work, or the last one brought nothing: ask again. */
        record Later() implements Leave {}

        /** It was renewed or purged meanwhile, is stale, or such renewals are not wanted any more. */
        record Never() implements Leave {}
    }
}
