// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.time.Instant;
import java.util.function.Function;

/** What a log writes of a time, which is the same for a whole second, and is made once for it. Used by one thread. */
final class Seconds {
    private final Function<Instant, String> form;
    private long second = Long.MIN_VALUE;
    private String text = "";

    Seconds(Function<Instant, String> form) {
        this.form = form;
    }

    /** @param millis since 1970 */
    String of(long millis) {
        long wanted = Math.floorDiv(millis, 1000);
        if (wanted != second) {
            second = wanted;
            text = form.apply(Instant.ofEpochSecond(wanted));
        }
        return text;
    }
}
