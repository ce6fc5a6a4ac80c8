// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.util.List;
import java.util.function.Predicate;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.util.MessageBatch;

/** Raft among the members of one founding: what others say of a log of theirs is not heard. */
final class RaftProtocol extends RAFT {
    private final Predicate<Address> ours;
    private volatile List<String> voters = List.of();

    /** @param ours whose log is the same as this member's */
    RaftProtocol(Predicate<Address> ours) {
        this.ours = ours;
        setId(RAFT_ID);
    }

    /** Those who agree, by their ids. Any thread. */
    List<String> voters() {
        return voters;
    }

    /** The library does not do so itself when it takes the voters out of a snapshot. */
    void recount() {
        computeMajority();
    }

    @Override
    protected void computeMajority() {
        super.computeMajority();
        voters = internal_state.getMembers().stream().sorted().toList();
    }

    @Override
    @SuppressWarnings("NullAway") // the library's word for: it goes no further
    public Object up(Message message) {
        return isForeign(message) ? null : super.up(message);
    }

    @Override
    public void up(MessageBatch batch) {
        for (var each = batch.iterator(); each.hasNext();) if (isForeign(each.next())) each.remove();
        if (!batch.isEmpty()) super.up(batch);
    }

    private boolean isForeign(Message message) {
        return message.getHeader(id) != null && !ours.test(message.getSrc());
    }
}
