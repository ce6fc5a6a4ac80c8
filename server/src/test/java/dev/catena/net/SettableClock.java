// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that moves when the test moves it. */
final class SettableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
