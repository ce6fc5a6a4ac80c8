// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.settings.Setting;

/** A named rule of the policy; the first allow or deny that matches decides. */
public record RuleSettings(
    @Setting(doc = "Its name in refusals, log and metrics.") String name,
    @Setting(doc = "Which requests it speaks of.", initial = "any") MatchSettings match,
    @Setting(key = "do", doc = "allow or deny decide; report only records the match and asks the next rule.") Action act,
    @Setting(doc = "What a refused user reads besides the cause: whom to ask, and for what. Empty: nothing.", initial = "''")
    String say) {}
