// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.ArraySettings;
import dev.catena.array.MemberDuties;
import dev.catena.array.Quorum;
import dev.catena.array.Standing;
import dev.catena.array.WriteOutcome;
import dev.catena.base.FailureWords;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.stack.Protocol;

/**
 * This member's part in what all agree on: has it founded, proposes, and obeys. Methods without another word are called by the engine's own
 * thread.
 */
final class Accord implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.catena.array");
    /** What the choice of a leader may take after somebody was found lost. */
    private static final Duration ELECTION = Duration.ofSeconds(8);
    /** Whoever waits for an answer wants one, if only that it is not known. */
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(20);

    private static final int TROUBLE_MAX = 2000;

    private final Consensus consensus;
    private final Proposer proposer;
    private final HostPort self;
    private final MemberDuties duties;
    private final Group group;
    private final InstantSource clock;
    /** The epoch of the shared settings that are in force here, and why later ones are not. */
    private volatile Obedience obedience = new Obedience(0, "");
    private List<String> strangers = List.of();

    private record Obedience(long epoch, String trouble) {}

    /** The others, as far as they are needed here. */
    interface Group {
        List<Address> view();

        /** Whether it is this member's turn to do what one does for all. */
        boolean isFirst();

        void tell(Message message);

        /** Tells the others again who this member is, and how it stands; does not wait. */
        void introduce();

        /** Has the engine's own thread do it. Any thread. */
        void later(Runnable work);

        /** This member is to own nothing, or its part. */
        void drained(boolean drained);
    }

    private Accord(ArraySettings settings, HostPort self, MemberDuties duties, Group group, InstantSource clock) throws IOException {
        this.self = self;
        this.duties = duties;
        this.group = group;
        this.clock = clock;
        this.consensus = new Consensus(settings.id(), settings.namedVoters(), settings.home(), () -> group.later(this::agreed));
        this.proposer = new Proposer(consensus, group::view, patience(settings.engine().silence()));
    }

    private static Duration patience(Duration silence) {
        var enough = silence.multipliedBy(2).plus(ELECTION);
        return enough.compareTo(PATIENCE_MAX) < 0 ? enough : PATIENCE_MAX;
    }

    /** @throws IOException with a remedy, if the member's folder cannot be used */
    static Accord open(ArraySettings settings, HostPort self, MemberDuties duties, Group group, InstantSource clock) throws IOException {
        var home = settings.home();
        try {
            Files.createDirectories(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new Accord(settings, self, duties, group, clock);
        } catch (IOException unusable) {
            throw new IOException("what the array agrees on cannot be kept in %s (%s): let this user write there, or set another `array.folder`".formatted(home,
                FailureWords.of(unusable)), unusable);
        }
    }

    List<Protocol> protocols() {
        return consensus.protocols();
    }

    // ---- how it begins ----

    void present(List<Address> view) {
        consensus.present(view);
    }

    void heard(Address from, Standing standing) {
        consensus.heard(from, standing);
    }

    /** Whether all of them have said how they stand. */
    boolean knows(List<Address> others) {
        return consensus.standings().keySet().containsAll(others);
    }

    /** What this member tells of itself. Any thread. */
    Standing standing() {
        var known = obedience;
        return consensus.standing(known.epoch, known.trouble);
    }

    /** Any thread. */
    boolean isFounded() {
        return consensus.isFounded();
    }

    /** Begins to agree with the others, or learns that they do. */
    void settle() {
        if (consensus.isFounded()) return;
        try {
            consensus.settle(group.isFirst()).ifPresent(made -> group.tell(new Message.Found(made)));
            if (consensus.isFounded()) group.introduce();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, "this member cannot keep what the array agrees on: " + FailureWords.of(failure));
        }
    }

    /** Another member did. */
    void founded(Founding made) {
        if (consensus.isFounded()) return;
        try {
            consensus.accept(made);
            group.introduce();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, "this member cannot keep what the array agrees on: " + FailureWords.of(failure));
        }
    }

    /** To be called every few seconds. */
    void remind() {
        consensus.remind();
        settle();
        var now = consensus.strangers();
        if (!now.isEmpty() && !now.equals(strangers)) {
            LOG.log(System.Logger.Level.ERROR, ("these members agree on things of their own, as another array of the same name: %s; to have them take part here, stop them and"
                + " remove their folders in `array.folder`").formatted(String.join(", ", now)));
        }
        strangers = now;
    }

    // ---- what is agreed on ----

    /** Something was agreed on, or this member is to look again whether it can obey. */
    void agreed() {
        var agreed = consensus.agreed();
        var settings = agreed.settings();
        if (!settings.isNone()) {
            var trouble = clipped(duties.obey(settings));
            obedience = trouble.isEmpty() ? new Obedience(settings.epoch(), "") : new Obedience(obedience.epoch, "epoch %d: %s".formatted(settings.epoch(), trouble));
            if (!trouble.isEmpty()) LOG.log(System.Logger.Level.ERROR, "this member cannot go by the shared settings, epoch %d: %s".formatted(settings.epoch(), trouble));
        }
        if (consensus.isFounded()) group.drained(agreed.drained().contains(self));
        group.introduce();
    }

    /** Enough of many faults to begin with. */
    private static String clipped(String trouble) {
        return trouble.length() <= TROUBLE_MAX ? trouble : trouble.substring(0, TROUBLE_MAX) + "…";
    }

    /** Any thread. */
    Agreed known() {
        return consensus.agreed();
    }

    /** Any thread. */
    Quorum quorum(Map<HostPort, Standing> standings) {
        return new Quorum(consensus.voters(), proposer.needed(), proposer.seen(), consensus.leader().map(Consensus::id), proposer.hindrance(), standings);
    }

    /** Blocks; any other thread. */
    WriteOutcome write(long read, String text, String by) {
        return proposer.write(read, text, by, clock.instant());
    }

    /** Blocks; any other thread. */
    WriteOutcome admit(String id, boolean admit) {
        return proposer.admit(id, admit);
    }

    /** Blocks; any other thread. */
    Acknowledgement drain(HostPort proxy, boolean drained) {
        var name = proxy.toString();
        return switch (proposer.drain(proxy, drained)) {
            case WriteOutcome.Written _ -> new Acknowledgement(name, true, 0, drained ? "drained" : "takes its part again");
            case WriteOutcome.Conflict _ -> new Acknowledgement(name, false, 0, "the leader did not understand: is it of another version?");
            case WriteOutcome.NoMajority(var why) -> new Acknowledgement(name, false, 0, why);
            case WriteOutcome.Unknown(var why) -> new Acknowledgement(name, false, 0, why);
        };
    }

    /** After the channel. */
    @Override
    public void close() {
        consensus.close();
    }
}
