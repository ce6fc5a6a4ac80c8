// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Standing;
import dev.catena.array.WriteOutcome;
import dev.catena.array.engine.Proposal.Decision;
import dev.catena.settings.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jgroups.Address;
import org.jspecify.annotations.Nullable;

/**
 * Has a majority decide, whoever leads it just now. Blocks: for threads that may. What is proposed twice because an answer was lost is
 * decided once, so a leader that dies costs time and nothing else.
 */
final class Proposer {
    /** One attempt: a leader that was lost does not answer. */
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Consensus consensus;
    private final Supplier<List<Address>> view;
    private final Duration patience;

    /**
     * @param view who is there
     * @param patience after which there has to be an answer; longer than an election takes
     */
    Proposer(Consensus consensus, Supplier<List<Address>> view, Duration patience) {
        this.consensus = consensus;
        this.view = view;
        this.patience = patience;
    }

    private interface Attempt {
        CompletableFuture<byte[]> begin() throws Exception;
    }

    /** Other shared settings, made from that epoch. */
    WriteOutcome write(long read, String text, String by, Instant at) {
        var id = UUID.randomUUID();
        var bytes = new Proposal.Write(id, read, text, by, at).toBytes();
        return decided(() -> consensus.redirect().setAsync(bytes, 0, bytes.length), id);
    }

    WriteOutcome drain(HostPort proxy, boolean drained) {
        var bytes = new Proposal.Drain(proxy, drained).toBytes();
        return decided(() -> consensus.redirect().setAsync(bytes, 0, bytes.length), null);
    }

    private WriteOutcome decided(Attempt attempt, @Nullable UUID id) {
        long end = System.nanoTime() + patience.toNanos();
        boolean tried = false;
        for (var why = hindrance(); System.nanoTime() < end; why = hindrance()) {
            if (id != null && consensus.agreement().isFrom(id)) return new WriteOutcome.Written(consensus.agreed().settings().epoch());
            if (!why.isEmpty() && !tried) return new WriteOutcome.NoMajority(why);
            if (why.isEmpty() && consensus.leader().isPresent()) {
                tried = true;
                var answer = answer(attempt);
                if (answer.isPresent()) return answer.get();
            }
            pause();
        }
        return tried ? new WriteOutcome.Unknown(doubt()) : new WriteOutcome.NoMajority("the members that are seen have not chosen a leader within %d s".formatted(patience.toSeconds()));
    }

    private String doubt() {
        var why = hindrance();
        return "it was proposed, and no majority confirmed it within %d s%s".formatted(patience.toSeconds(), why.isEmpty() ? "" : ": " + why);
    }

    private static WriteOutcome outcome(Decision decision) {
        return switch (decision) {
            case Decision.Done(long epoch) -> new WriteOutcome.Written(epoch);
            case Decision.Late(var there) -> new WriteOutcome.Conflict(there);
        };
    }

    private Optional<WriteOutcome> answer(Attempt attempt) {
        try {
            return Optional.of(outcome(Decision.parse(attempt.begin().get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS))));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException lost) {
            return Optional.empty(); // the leader is another one by now, or will be
        } catch (Exception noLeader) {
            return Optional.empty();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    // ---- who is there ----

    /** The voters that are seen. */
    List<String> seen() {
        var there = view.get().stream().map(Consensus::id).toList();
        return consensus.voters().stream().filter(there::contains).toList();
    }

    int needed() {
        return consensus.voters().size() / 2 + 1;
    }

    /** Why nothing can be agreed on now, and what to do; empty if it can. */
    String hindrance() {
        if (!consensus.log().failure().isEmpty()) return consensus.log().failure() + "; make room, or repair it, and restart this member";
        if (!consensus.isFounded()) return consensus.hindrance();
        var seen = seen();
        if (seen.size() >= needed()) return "";
        var missing = consensus.voters().stream().filter(id -> !seen.contains(id)).toList();
        return "a majority of the array cannot be reached: this member sees %d of %d voters (%s), and %d are needed; not seen: %s. Write where the others are, or when the array is whole again".formatted(
            seen.size(), consensus.voters().size(), seen.isEmpty() ? "none" : String.join(", ", seen), needed(), String.join(", ", missing));
    }

    // ---- who votes ----

    /** Makes a member a voter, or one that was lost no voter any more. */
    WriteOutcome admit(String id, boolean admit) {
        var why = objection(id, admit);
        if (!why.isEmpty()) return new WriteOutcome.NoMajority(why);
        try {
            consensus.change(id, admit).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new WriteOutcome.Written(consensus.agreed().settings().epoch());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new WriteOutcome.Unknown("interrupted");
        } catch (TimeoutException | ExecutionException lost) {
            return new WriteOutcome.Unknown(doubt());
        } catch (Exception noLeader) {
            return new WriteOutcome.NoMajority("there is no leader just now: try again");
        }
    }

    private String objection(String id, boolean admit) {
        var why = hindrance();
        if (!why.isEmpty()) return why;
        var voters = consensus.voters();
        if (admit) {
            if (voters.contains(id)) return "%s is a voter already".formatted(id);
            return consensus.standings().values().stream().filter(Standing::isFounded).anyMatch(other -> other.id().equals(id)) ? ""
                : "%s is not there: it has to run and to be seen before it may vote, or it would only be missing".formatted(id);
        }
        if (!voters.contains(id)) return "%s is no voter; these are: %s".formatted(id, String.join(", ", voters));
        if (voters.size() == 1) return "%s is the only voter: nobody could agree on anything any more".formatted(id);
        long left = seen().stream().filter(other -> !other.equals(id)).count();
        int needed = (voters.size() - 1) / 2 + 1;
        return left >= needed ? "" : "without %s %d voters would be seen, and %d are needed then: bring another one back first".formatted(id, left, needed);
    }
}
