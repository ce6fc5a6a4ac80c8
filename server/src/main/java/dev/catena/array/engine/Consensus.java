// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Agreed;
import dev.catena.array.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jgroups.Address;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.REDIRECT;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ExtendedUUID;
import org.jgroups.util.Util;

/**
 * What a majority agrees on, by Raft: who may agree, and how one becomes somebody who may.
 *
 * <p>An array is <em>founded</em> once, when all whom the settings name as voters are there and none of them has a founding: from then on the log
 * alone says who votes. A member that comes later learns the founding from the others; it follows the log, and its word counts when it was
 * admitted. So no two halves ever believe that they are the majority of different arrays. A member that lost its disk comes like a new
 * one: it has forgotten what it promised, and does not vote before it was dismissed and admitted again.
 *
 * <p>Methods without another word are called by the engine's own thread.
 */
final class Consensus implements AutoCloseable {
    /** How soon the others learn that something was agreed on, and get what they missed. */
    private static final Duration RESEND = Duration.ofMillis(200);

    private final String self;
    private final List<String> named;
    private final Path folder;
    private final RaftLog log;
    private final Agreement agreement;
    private final RaftProtocol raft;
    private final ElectionProtocol election;
    private final REDIRECT redirect = new REDIRECT();
    private final Map<Address, Standing> standings = new ConcurrentHashMap<>();
    private volatile Optional<Founding> founding;
    private boolean leaderless;

    /**
     * @param self this member's id
     * @param named the voters that the settings name
     * @param folder where the log is kept; it exists
     * @param changed told, by any thread, when something was agreed on
     * @throws IOException if the folder cannot be used
     */
    Consensus(String self, List<String> named, Path folder, Runnable changed) throws IOException {
        this.self = self;
        this.named = named.stream().sorted().toList();
        this.folder = folder;
        founding = Founding.load(folder);
        log = new RaftLog(folder);
        raft = new RaftProtocol(this::isOurs);
        agreement = new Agreement(changed, raft::recount);
        election = new ElectionProtocol(this::isOurs);
        // not sendCommitsImmediately: with a member that lags behind it answers each answer, and never comes to send what is missing
        raft.raftId(self).resendInterval(RESEND.toMillis()).maxLogCacheSize(0).logUseFsync(true).log(log).stateMachine(agreement);
        raft.members(founding.map(Founding::voters).orElse(List.of()));
        if (founding.isPresent()) election.open();
    }

    /** To stand on top of the others, in this order. */
    List<Protocol> protocols() {
        return List.of(election, raft, redirect);
    }

    /** Any thread. */
    Agreement agreement() {
        return agreement;
    }

    /** Any thread. */
    REDIRECT redirect() {
        return redirect;
    }

    /** Any thread. */
    RaftLog log() {
        return log;
    }

    /** Those who agree, by their ids; empty before the founding. Any thread. */
    List<String> voters() {
        return isFounded() ? raft.voters() : List.of();
    }

    /** Any thread. */
    boolean isFounded() {
        return founding.isPresent();
    }

    /** Who puts what is proposed into an order, as far as is known. Any thread. */
    Optional<Address> leader() {
        return Optional.ofNullable(raft.leader());
    }

    /** What this member tells the others of itself. Any thread. */
    Standing standing(long epoch, String trouble) {
        var known = founding;
        return new Standing(self, known.map(Founding::id).orElse(""), known.isPresent() ? raft.voters() : named, raft.commitIndex() > 0, epoch, trouble);
    }

    /** What the others tell. Any thread. */
    Map<Address, Standing> standings() {
        return Map.copyOf(standings);
    }

    /** The id of a member by its address. */
    static String id(Address address) {
        return address instanceof ExtendedUUID known && known.get(RAFT.raft_id_key) instanceof byte[] id ? Util.bytesToString(id) : String.valueOf(address);
    }

    private boolean isOurs(Address address) {
        if (address == null || address.equals(raft.getAddress())) return true;
        var theirs = standings.get(address);
        var known = founding;
        return theirs != null && known.isPresent() && theirs.founding().equals(known.get().id());
    }

    // ---- how it begins ----

    void heard(Address from, Standing standing) {
        standings.put(from, standing);
    }

    /** Those are there. */
    void present(List<Address> view) {
        standings.keySet().retainAll(view);
    }

    /**
     * Learns the founding of others, if this member has none; or makes it, if all are there and it is this one's turn.
     *
     * @param coordinator whether it would be this one's turn
     * @return what the others have to be told, if it was made here
     */
    Optional<Founding> settle(boolean coordinator) throws IOException {
        if (isFounded()) return Optional.empty();
        var founded = standings.values().stream().filter(Standing::isFounded).findFirst();
        if (founded.isPresent()) {
            learn(founded.get());
            return Optional.empty();
        }
        if (!coordinator || !hindrance().isEmpty()) return Optional.empty();
        var made = Founding.of(named);
        accept(made);
        return Optional.of(made);
    }

    /** Why the array cannot be founded yet; empty if it can. Any thread. */
    String hindrance() {
        var others = standings.values().stream().filter(standing -> named.contains(standing.id())).toList();
        var missing = named.stream().filter(id -> !id.equals(self) && others.stream().noneMatch(other -> other.id().equals(id))).toList();
        if (!named.contains(self)) return "this member (%s) is none of the voters that its settings name, and no array was found that agrees on anything".formatted(self);
        if (!missing.isEmpty()) return "the array was not founded yet: all its voters have to be there once, and these were not: %s".formatted(String.join(", ", missing));
        return others.stream().filter(other -> !other.voters().equals(named)).findFirst()
            .map(other -> "the array was not founded yet: %s names the voters %s, and %s names %s; write the same `join` (or `voters`) on all of them".formatted(
                other.id(), String.join(", ", other.voters()), self, String.join(", ", named))).orElse("");
    }

    /** One that was made elsewhere. */
    void accept(Founding made) throws IOException {
        if (isFounded()) return;
        made.save(folder);
        raft.members(made.voters());
        founding = Optional.of(made);
        election.open();
    }

    /** Where nothing was written yet, this member has promised nothing either, and may vote at once. */
    private void learn(Standing theirs) throws IOException {
        var voters = theirs.written() ? theirs.voters().stream().filter(id -> !id.equals(self)).toList() : theirs.voters();
        accept(new Founding(theirs.founding(), voters));
    }

    /** Members that keep another array's log, by their ids. Any thread. */
    List<String> strangers() {
        var known = founding;
        return standings.values().stream().filter(other -> known.isPresent() && other.isFounded() && !other.founding().equals(known.get().id())).map(Standing::id).sorted().toList();
    }

    /** To be called every few seconds. */
    void remind() {
        boolean none = raft.leader() == null;
        election.remind(none && leaderless);
        leaderless = none;
    }

    /** What all members agreed on, as far as this one knows. Any thread. */
    Agreed agreed() {
        return agreement.agreed();
    }

    /** Admits a voter, or dismisses one, by its id; only one at a time, so that majorities before and after have a member in common. */
    CompletableFuture<byte[]> change(String id, boolean admit) throws Exception {
        return admit ? redirect.addServer(id) : redirect.removeServer(id);
    }

    /** The protocols were stopped by the channel before. */
    @Override
    public void close() {
        log.close();
    }
}
