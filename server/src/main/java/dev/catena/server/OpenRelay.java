// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.identity.Scheme;
import dev.catena.listen.ListenerSettings;
import dev.catena.listen.Openness;
import dev.catena.policy.Action;
import dev.catena.policy.RuleSettings;
import dev.catena.settings.Faults;
import dev.catena.settings.match.Network;
import java.util.List;
import java.util.Optional;

/**
 * Nobody runs an open relay by accident: a listener beyond loopback needs clients that log in, a policy that asks who they are, or the words that
 * say it is wanted.
 */
final class OpenRelay {

    private static final String REMEDY = "listen on 127.0.0.1, name your clients in a rule (match: {source: [10.0.0.0/8]}),"
        + " or say 'open: on-purpose' if everybody may use this proxy";

    private OpenRelay() {}

    static void check(List<ListenerSettings> listeners, List<RuleSettings> policy, Faults faults) {
        if (!faults.sound("listeners", "policy")) {
            return;
        }
        var cause = policy.isEmpty() ? Optional.of("there is no policy") : welcoming(policy);
        for (var i = 0; cause.isPresent() && i < listeners.size(); i++) {
            var listener = listeners.get(i);
            if (listener.isBeyondLoopback() && listener.open() == Openness.GUARDED && listener.schemes().contains(Scheme.ANONYMOUS)) {
                faults.error("listeners[%d].address".formatted(i), "everybody who reaches %s could use this proxy: %s"
                    .formatted(listener.address(), cause.get()), REMEDY);
            }
        }
    }

    /** The first rule that allows without asking for the source; a rule that denies everything ends the search. */
    private static Optional<String> welcoming(List<RuleSettings> policy) {
        return policy.stream()
            .takeWhile(rule -> !(rule.act() == Action.DENY && rule.match().matchesAll()))
            .filter(rule -> rule.act() == Action.ALLOW && rule.match().user().isEmpty() && rule.match().group().isEmpty()
                && asksNoSource(rule.match().source()))
            .findFirst()
            .map(rule -> "the rule '%s' allows without asking for the source".formatted(rule.name()));
    }

    private static boolean asksNoSource(List<Network> source) {
        return source.isEmpty() || source.stream().anyMatch(network -> network.prefix() == 0);
    }
}
