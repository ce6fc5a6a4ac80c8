// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.ArrayList;
import java.util.List;

/** The ways one exchange has already tried in vain. */
public record Attempts(List<Route> failed) {
    public static final Attempts NONE = new Attempts(List.of());

    public Attempts {
        failed = List.copyOf(failed);
    }

    /** These, and this one. */
    public Attempts and(Route route) {
        var more = new ArrayList<>(failed);
        more.add(route);
        return new Attempts(more);
    }

    boolean hasDirect() {
        return failed.stream().anyMatch(route -> route instanceof Route.Direct);
    }

    boolean has(MemberId id) {
        for (var route : failed) if (route instanceof Route.Member member && member.id().equals(id)) return true;
        return false;
    }

    /** How many members of that upstream are among them. */
    int membersOf(String upstream) {
        int members = 0;
        for (var route : failed) if (route instanceof Route.Member member && member.upstream().equals(upstream)) members++;
        return members;
    }
}
