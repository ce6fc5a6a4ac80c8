// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.util.function.Predicate;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.protocols.raft.ELECTION2;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.protocols.raft.election.LeaderElected;
import org.jgroups.protocols.raft.election.VoteRequest;

/** Elections, which a member takes part in once it knows who the voters are. */
final class ElectionProtocol extends ELECTION2 {
    private final Predicate<Address> ours;
    private volatile boolean open;

    ElectionProtocol(Predicate<Address> ours) {
        this.ours = ours;
        setId(ELECTION_ID);
    }

    /** The voters are known. */
    synchronized void open() {
        if (open) return;
        open = true;
        var there = view;
        if (there == null) return;
        view = null; // so that it counts as one that was just seen
        super.handleView(there);
    }

    @Override
    protected synchronized void handleView(View there) {
        if (open) super.handleView(there);
        else view = there;
    }

    @Override
    protected void handleMessage(Message message, RaftHeader header) {
        boolean binding = header instanceof VoteRequest || header instanceof LeaderElected;
        if (!binding || open && ours.test(message.getSrc())) super.handleMessage(message, header);
    }

    /**
     * To be called now and then: what is told only once may have been told too early, and one that does not answer must not keep an election from
     * beginning.
     *
     * @param leaderless since the last time
     */
    void remind(boolean leaderless) {
        if (!open || view == null) return;
        if (raft.isLeader()) sendLeaderElectedMessage(raft.leader(), raft.currentTerm());
        else if (leaderless && isViewCoordinator() && isMajorityAvailable()) startVotingThread();
    }
}
