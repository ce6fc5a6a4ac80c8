// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.identity.LogInEvent;
import java.util.List;

/** What the other members may ask of this one. Any thread but an event loop. */
public interface MemberDuties {
    /**
     * Forgets what is stored; how many responses that were.
     *
     * @param kind of what: {@code url}, {@code prefix}, {@code host}, {@code tag} or {@code all}
     * @param text the URL, and so on
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    int purge(String kind, String text);

    /** Keeps nothing any more of what became doubtful elsewhere. Does not block. */
    void doubt(Doubted doubted);

    /**
     * Goes by these shared settings from now on, as after a reload.
     *
     * @return why it cannot, and goes on as before; empty if it does
     */
    String obey(SharedSettings settings);

    /** Counts what became of a log-in elsewhere as its own. */
    void heard(LogInEvent event);

    /** What a member that has just come has to know of log-ins that were refused. */
    List<LogInEvent> refusals();
}
