// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/**
 * On which terms a stored response may be used, worked out once when it is stored, so that a hit compares two numbers.
 *
 * @param responseMillis when its head came, milliseconds since 1970 (RFC 9111 §4.2.3, {@code response_time})
 * @param initialAge its age at that moment, seconds ({@code corrected_initial_age})
 * @param lifetime seconds it is fresh, counted from age 0
 * @param validatesAlways {@code no-cache}: never used without asking the origin
 * @param neverStale {@code must-revalidate} and its kin: not used once stale, whatever the client or a failure says
 * @param staleIfError seconds past its lifetime for which it may stand in for an error (RFC 5861 §4), or -1
 */
public record Terms(
    long responseMillis, long initialAge, long lifetime, boolean validatesAlways, boolean neverStale, long staleIfError) {

    /** Seconds since the origin made or validated it; never less than {@code initialAge}. */
    public long age(long nowMillis) {
        return initialAge + Math.max(0, nowMillis - responseMillis) / 1000;
    }
}
