// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How long to leave alone what fails: not at all after one failure, then a second, and twice as long each time. Thread-safe. */
public final class BackOff {
    public static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS_MAX = 5;

    private final InstantSource clock;
    private int failures;
    private Instant until = Instant.MIN;
    private String lastWords = "";

    public BackOff(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized void failed(String words) {
        failures++;
        lastWords = words;
        until = failures == 1 ? Instant.MIN : clock.instant().plus(pause());
    }

    private Duration pause() {
        var doubled = Duration.ofSeconds(1L << Math.min(failures - 2, DOUBLINGS_MAX));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    public synchronized void succeeded() {
        failures = 0;
        until = Instant.MIN;
    }

    public synchronized boolean isOver() {
        return !clock.instant().isBefore(until);
    }

    public synchronized String lastWords() {
        return lastWords;
    }
}
