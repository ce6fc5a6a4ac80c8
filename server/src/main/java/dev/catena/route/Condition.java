// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The condition of a member: a value, and what each event makes of it.
 *
 * @param since when it became up, or down
 * @param failures in a row
 * @param cause of the last failure, or empty
 * @param backoff zero if it is up; else how long it is left alone after a failure
 * @param next when a trial may begin; while one is under way, when it counts as failed
 * @param trial the number of the trial under way, 0 if there is none
 * @param trials how many there were, so that no two have the same number
 * @param probe when the next probe is due
 */
record Condition(Instant since, int failures, String cause, Duration backoff, Instant next, long trial, long trials, Instant probe) {
    static Condition up(Instant now) {
        return new Condition(now, 0, "", Duration.ZERO, now, 0, 0, now);
    }

    boolean isUp() {
        return backoff.isZero();
    }

    /** Up, and without a failure: another success changes nothing. */
    boolean isSpotless() {
        return isUp() && failures == 0;
    }

    boolean admitsTrial(Instant now, HealthSettings settings) {
        return !isUp() && trial == 0 && reached(next, now, settings.recoveryMax());
    }

    /** When the next visitor may try; empty if it is up. */
    Optional<Instant> retry() {
        return isUp() ? Optional.empty() : Optional.of(next);
    }

    boolean isProbeDue(Instant now, HealthSettings settings) {
        return !settings.interval().isZero() && reached(probe, now, settings.interval());
    }

    Condition probed(Instant now, HealthSettings settings) {
        return new Condition(since, failures, cause, backoff, next, trial, trials, now.plus(settings.interval()));
    }

    /** The same, but a trial whose time is up has failed. */
    Condition settled(Instant now, HealthSettings settings) {
        if (trial == 0 || !reached(next, now, settings.timeout())) return this;
        if (next.isAfter(now)) return released(trial); // the clock was turned back
        return failed(trial, "it was not heard of for %d ms".formatted(settings.timeout().toMillis()), next, settings);
    }

    Condition onTrial(Instant now, HealthSettings settings) {
        return new Condition(since, failures, cause, backoff, now.plus(settings.timeout()), trials + 1, trials + 1, probe);
    }

    Condition answered(Instant now) {
        return new Condition(isUp() ? since : now, 0, "", Duration.ZERO, now, 0, trials, probe);
    }

    /** @param visit the trial that failed, 0 for a visit that was none: of a member that is down it is no news */
    Condition failed(long visit, String why, Instant now, HealthSettings settings) {
        if (isUp()) {
            boolean goesDown = failures + 1 >= settings.failures();
            return goesDown
                ? down(now, why, settings.recovery(), now)
                : new Condition(since, failures + 1, why, Duration.ZERO, next, 0, trials, probe);
        }
        if (visit == 0 || visit != trial) return this;
        var doubled = backoff.multipliedBy(2);
        return down(since, why, doubled.compareTo(settings.recoveryMax()) < 0 ? doubled : settings.recoveryMax(), now);
    }

    private Condition down(Instant began, String why, Duration pause, Instant now) {
        return new Condition(began, failures + 1, why, pause, now.plus(pause), 0, trials, probe);
    }

    /** The next visitor may try at once. */
    Condition released(long visit) {
        return visit == 0 || visit != trial ? this : new Condition(since, failures, cause, backoff, since, 0, trials, probe);
    }

    /** Whether it is time; a moment further away than anything waits belongs to a clock that was turned back since. */
    private static boolean reached(Instant moment, Instant now, Duration longest) {
        return !now.isBefore(moment) || moment.isAfter(now.plus(longest));
    }
}
