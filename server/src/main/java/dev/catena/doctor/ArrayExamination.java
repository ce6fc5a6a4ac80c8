// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.array.ArraySettings;
import dev.catena.array.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the members of the array agree on: whether they can, and whether each goes by it. */
public final class ArrayExamination implements Examination {
    private static final String GROUP = "array";

    private final ArraySettings settings;
    private final Optional<Quorum> quorum;

    /** @param quorum as a running member sees it; empty where none runs */
    public ArrayExamination(ArraySettings settings, Optional<Quorum> quorum) {
        this.settings = settings;
        this.quorum = quorum;
    }

    @Override
    public List<Check> run() {
        if (!settings.isOn()) return List.of();
        if (settings.namedVoters().isEmpty()) {
            return List.of(Check.doubtful(GROUP, settings.name(), "its members agree on nothing: policy and routes are what each one's file says",
                "name three of them in `array.voters`, and set at one what all have in common"));
        }
        var checks = new ArrayList<Check>();
        quorum.ifPresent(agreeing -> {
            checks.add(majority(agreeing));
            agreeing.standings().forEach((member, standing) -> {
                if (!standing.trouble().isEmpty()) {
                    checks.add(Check.failing(GROUP, member.toString(), "it cannot go by the shared settings; " + standing.trouble(), "correct its own file, then `catena reload` there"));
                }
            });
        });
        return checks;
    }

    private Check majority(Quorum agreeing) {
        if (!agreeing.hindrance().isEmpty()) {
            return Check.failing(GROUP, settings.name(), "nothing can be agreed on: " + agreeing.hindrance(), "bring back the members that are missing; requests are answered all the same");
        }
        int voters = agreeing.voters().size();
        var seen = "%d of %d voters are seen".formatted(agreeing.seen().size(), voters);
        return voters % 2 == 1 ? Check.fine(GROUP, settings.name(), seen)
            : Check.doubtful(GROUP, settings.name(), seen + ", and %s".formatted(voters == 2 ? "without one of them nothing can be agreed on" : "one more could be missed if there were one less"),
                "`catena array admit` another one, or `dismiss` one: an odd number is best");
    }
}
