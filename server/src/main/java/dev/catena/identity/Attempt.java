// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What one scheme says of the credentials it was shown. */
sealed interface Attempt {
    /** They prove this one; {@code reply} is what the scheme has to say in the answer, or empty. */
    record Right(Principal principal, String reply) implements Attempt {}

    /** They are somebody's, and wrong: counts as a failed log-in. */
    record Wrong(String account, String why) implements Attempt {}

    /** So far so good: this challenge comes next. */
    record NextLeg(String challenge) implements Attempt {}

    /** They are old, not wrong. */
    record Stale() implements Attempt {}

    /** They cannot be judged; nobody is to blame for a guess. */
    record Unclear(String why) implements Attempt {}

    /** They were not looked at, as too many before them were wrong; a sentence says so. */
    record Throttled(String account, Duration left, String why) implements Attempt {
        /** Of log-ins from one address. */
        static Throttled from(InetAddress client, String account, Duration left) {
            return new Throttled(account, left,
                "log-ins as %s from %s are refused for another %d s".formatted(account, client.getHostAddress(), left.plusMillis(999).toSeconds()));
        }
    }

    /** Nobody can judge them now. */
    record Unavailable(String why) implements Attempt {}

    /** Somebody is being asked; the stage does not fail, and yields no other {@code Pending}. */
    record Pending(CompletionStage<Attempt> outcome) implements Attempt {}
}
