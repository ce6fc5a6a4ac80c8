// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.FileOrigin;
import java.io.IOException;
import java.util.Locale;

/** What an origin had to send for one machine, and then for the next one that wants the same. */
record Savings(long firstBytes, long secondBytes) {
    /** What a machine does, on its own. */
    interface Run {
        void play() throws IOException;
    }

    /** @param client for the line that is printed */
    static Savings of(String client, FileOrigin origin, Run first, Run second) throws IOException {
        first.play();
        long firstBytes = origin.sentBytes();
        second.play();
        var savings = new Savings(firstBytes, origin.sentBytes() - firstBytes);
        System.out.printf(Locale.ROOT, "%s: the second machine cost its origin %.2f %% of the first (%d of %d bytes)%n", client, savings.percent(),
                savings.secondBytes, savings.firstBytes);
        return savings;
    }

    /** Of the first, what the second cost. */
    double percent() {
        return 100.0 * secondBytes / firstBytes;
    }
}
