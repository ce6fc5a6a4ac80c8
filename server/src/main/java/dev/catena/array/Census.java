// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.array.ArrayMember.State;
import dev.catena.settings.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members that one of them knows of, by what it was told. A member that is lost stays, and is down: its URLs come back to it. One that
 * says good-bye is gone. Owner: one thread.
 */
public final class Census {
    /** A member that was lost for so long will not come back. */
    static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final HostPort self;
    private final Map<HostPort, ArrayMember> members = new LinkedHashMap<>();

    public Census(ArrayMember self) {
        this.self = self.proxy();
        members.put(self.proxy(), self);
    }

    public List<ArrayMember> members() {
        return List.copyOf(members.values());
    }

    /** A member tells of itself; what it says is right, but for the time since when it is in its state, which its clock may have wrong. */
    public void heard(ArrayMember told, Instant now) {
        var former = members.get(told.proxy());
        var since = former != null && former.state() == told.state() ? former.since() : now;
        if (former == null && members.size() == Roster.MEMBERS_MAX) return;
        members.put(told.proxy(), new ArrayMember(told.proxy(), told.within(), told.load(), told.state(), since, told.cacheMib()));
    }

    /** Those are there and no others. */
    public void present(Collection<HostPort> proxies, Instant now) {
        var there = Set.copyOf(proxies);
        for (var member : new ArrayList<>(members.values())) {
            if (member.proxy().equals(self) || there.contains(member.proxy())) continue;
            if (member.state() != State.DOWN) members.put(member.proxy(), member.in(State.DOWN, now));
            else if (member.since().plus(FORGOTTEN_AFTER).isBefore(now)) members.remove(member.proxy());
        }
    }

    /** It says good-bye. */
    public void left(HostPort proxy) {
        if (!proxy.equals(self)) members.remove(proxy);
    }
}
