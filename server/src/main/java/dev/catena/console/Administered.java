// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.Membership;
import dev.catena.array.Quorum;
import dev.catena.array.WriteOutcome;
import dev.catena.cache.Cache;
import dev.catena.doctor.Check;
import dev.catena.exchange.Explanation;
import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Warming;
import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.settings.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the console may ask of the server it stands beside. Asked on virtual threads, by several at once. */
public interface Administered {

    /** How it is; answers at once. */
    StatusReport status();

    /** Whether it should be sent requests; answers at once. */
    Readiness readiness();

    /** Reads the settings again and applies them as a whole or not at all; may take as long as reading a file. */
    ReloadOutcome reload();

    /**
     * What would become of a request, were it sent now; changes nothing.
     *
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    Explanation explain(Hypothesis hypothesis);

    /** How the cache is; answers at once. */
    CacheReport cacheReport();

    /** What is stored, and why. */
    Cache cache();

    /**
     * The fields addressed to the cache that are obeyed for requests to a listener, strongest first.
     *
     * @throws IllegalArgumentException if there is no such listener
     */
    List<FieldName> targets(String listener);

    /**
     * Takes out what is stored, at all members if this is one of an array; takes seconds when one of them does not answer.
     *
     * @param kind {@code url}, {@code prefix}, {@code host}, {@code tag} or {@code all}
     * @return what each member says; one without a name where there is no array
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    List<Acknowledgement> purge(String kind, String text);

    /**
     * Fetches a URL so that it is in the cache, as this proxy itself; waits for that.
     *
     * @param listener by its name, for rules and fields that hang on it; empty for the first
     * @param request GET of an absolute target
     * @throws IllegalArgumentException if there is no such listener
     */
    Warming.Result warm(String listener, RequestHead request, Duration within) throws InterruptedException;

    /** The array as this member sees it; empty on a proxy of its own. */
    Optional<Membership> array();

    /** Has a member own nothing, or its part again; empty if there is no such member. */
    List<Acknowledgement> drain(HostPort member, boolean drained);

    /** What this proxy knows its array to have agreed on; {@link Agreed#NOTHING} without one. */
    Agreed agreed();

    /** Who agrees in the array; empty without an array, and where its settings name nobody. */
    Optional<Quorum> quorum();

    /**
     * Has all members go by other shared settings; takes seconds when somebody was lost.
     *
     * @param read the epoch they were made from
     * @param trial only to see what would change
     */
    SharedWrite putShared(long read, String text, boolean trial);

    /** Makes a member, by where the others reach it, one that counts for the majority, or one that does not. */
    WriteOutcome admit(String id, boolean admit);

    /** Looks at everything that can be wrong, and goes to the upstreams; takes seconds. */
    List<Check> examine(Rehearsal.Extent extent);
}
