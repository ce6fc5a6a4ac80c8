// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.RequestHead;
import dev.catena.net.AddressGuard;
import java.time.ZoneId;
import java.util.List;

/** The ordered rules. */
public final class Policy {
    private final AddressGuard guard;

    private Policy(AddressGuard guard) {
        this.guard = guard;
    }

    /** @param zone of the rules' hours */
    public static Policy of(List<RuleSettings> rules, ConnectSettings connect, AddressGuard guard, ZoneId zone) {
        return new Policy(guard);
    }

    public Verdict judge(RequestHead request, Caller caller) {
        return new Verdict.Allow(new Permit("", "allow", List.of(), "there is no policy", guard));
    }
}
