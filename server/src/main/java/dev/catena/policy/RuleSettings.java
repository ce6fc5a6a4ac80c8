// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;

/** A named rule of the policy; the first allow or deny that matches decides. */
public record RuleSettings(
    @Setting(doc = "Its name in refusals, log and metrics.") String name,
    @Setting(doc = "Which requests it speaks of.", initial = "any") MatchSettings match,
    @Setting(key = "do", doc = "allow or deny decide; report only records the match and asks the next rule.") Action act,
    @Setting(doc = "What a refused user reads besides the cause: whom to ask, and for what. Empty: nothing.", initial = "''")
    String say) implements Checked {

    @Override
    public void check(Faults faults) {
        if (name.isBlank()) {
            faults.error("name", "the name is empty", "refusals and the log need one, such as 'no-mail'");
        }
        if (faults.sound("do", "say") && act != Action.DENY && !say.isEmpty()) {
            faults.warning("say", "has no effect: only a rule that denies has something to say", "remove it");
        }
    }

    /** Whether no later rule is ever asked. */
    public boolean decidesAll() {
        return act != Action.REPORT && match.matchesAll();
    }
}
