// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Agreed;
import dev.catena.array.SharedSettings;
import dev.catena.array.engine.Proposal.Decision;
import dev.catena.settings.HostPort;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import org.jgroups.raft.StateMachine;

/**
 * What follows from the log: each member applies the same entries in the same order, and so has the same settings and the same members
 * drained. Here settings are compared and set: a proposal that was made from another epoch than there is changes nothing.
 *
 * <p>Written by the protocol's one thread, read by any.
 */
final class Agreement implements StateMachine {
    private static final int VERSION = 1;
    private static final UUID NOBODY = new UUID(0, 0);

    private final Runnable changed;
    private final Runnable restored;
    private volatile State now = new State(Agreed.NOTHING, NOBODY);

    /** @param writer the proposal that made the settings */
    record State(Agreed agreed, UUID writer) {}

    /**
     * @param changed told after each change
     * @param restored told when the state came from a snapshot, before {@code changed}
     */
    Agreement(Runnable changed, Runnable restored) {
        this.changed = changed;
        this.restored = restored;
    }

    Agreed agreed() {
        return now.agreed;
    }

    /** Whether it is this proposal that the settings are from. */
    boolean isFrom(UUID proposal) {
        return now.writer.equals(proposal);
    }

    @Override
    public byte[] apply(byte[] data, int offset, int length, boolean serializeResponse) throws IOException {
        var decision = decide(Proposal.parse(data, offset, length));
        if (decision instanceof Decision.Done) changed.run();
        return decision.toBytes();
    }

    private Decision decide(Proposal proposal) {
        var settings = now.agreed.settings();
        switch (proposal) {
            case Proposal.Write(var id, long read, var text, var by, var at) -> {
                if (id.equals(now.writer)) return new Decision.Done(settings.epoch());
                if (read != settings.epoch()) return new Decision.Late(settings);
                now = new State(new Agreed(new SharedSettings(read + 1, text, by, at), now.agreed.drained()), id);
            }
            case Proposal.Drain(var proxy, boolean drained) -> {
                var all = new HashSet<>(now.agreed.drained());
                if (drained) all.add(proxy);
                else all.remove(proxy);
                now = new State(new Agreed(settings, all), now.writer);
            }
        }
        return new Decision.Done(now.agreed.settings().epoch());
    }

    @Override
    public void writeContentTo(DataOutput out) throws IOException {
        var state = now;
        var settings = state.agreed.settings();
        out.writeByte(VERSION);
        out.writeLong(state.writer.getMostSignificantBits());
        out.writeLong(state.writer.getLeastSignificantBits());
        out.writeLong(settings.epoch());
        out.writeUTF(settings.by());
        out.writeLong(settings.at().toEpochMilli());
        Proposal.writeText(out, settings.text());
        out.writeInt(state.agreed.drained().size());
        for (var each : state.agreed.drained()) out.writeUTF(each.toString());
    }

    @Override
    public void readContentFrom(DataInput in) throws IOException {
        int version = in.readByte();
        if (version != VERSION) throw new IOException("the array's snapshot is of version %d, and this is a release for version %d".formatted(version, VERSION));
        var writer = new UUID(in.readLong(), in.readLong());
        long epoch = in.readLong();
        var by = in.readUTF();
        var at = Instant.ofEpochMilli(in.readLong());
        var settings = epoch == 0 ? SharedSettings.NONE : new SharedSettings(epoch, Proposal.readText(in), by, at);
        if (epoch == 0) Proposal.readText(in);
        var drained = new HashSet<HostPort>();
        for (int left = in.readInt(); left > 0; left--) drained.add(HostPort.parse(in.readUTF()));
        now = new State(new Agreed(settings, drained), writer);
        restored.run();
        changed.run();
    }
}
