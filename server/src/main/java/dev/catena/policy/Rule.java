// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Method;
import dev.catena.identity.Groups;
import dev.catena.identity.Principal;
import dev.catena.settings.match.Host;
import java.util.Optional;

/** A rule of the policy: it speaks of a request when every key of its match agrees, each by any of its values. */
record Rule(String name, MatchSettings match, Action action, String say) {
    static Rule of(RuleSettings settings) {
        return new Rule(settings.name(), settings.match(), settings.act(), settings.say());
    }

    boolean matches(Asked asked) {
        return differsIn(asked).isEmpty();
    }

    /** The first key of the match, in the word of the settings, that the request does not agree with; empty if it matches. */
    Optional<String> differsIn(Asked asked) {
        // who may do everything may not empty the cache of others: PURGE is allowed by name only
        if (action == Action.ALLOW && match.method().isEmpty() && asked.method().equals(Method.PURGE.token())) return Optional.of("method");
        if (!match.method().isEmpty() && !match.method().contains(asked.method())) return Optional.of("method");
        if (!match.protocol().isEmpty() && !match.protocol().contains(asked.protocol())) return Optional.of("protocol");
        if (!match.port().isEmpty() && !includesPort(asked.port())) return Optional.of("port");
        if (!match.source().isEmpty() && !includesSource(asked.caller())) return Optional.of("source");
        if (!match.host().isEmpty() && !includesHost(asked.host())) return Optional.of("host");
        if (!match.time().isEmpty() && !includesTime(asked)) return Optional.of("time");
        if (!match.user().isEmpty() && !includesUser(asked.caller().principal())) return Optional.of("user");
        if (inGroup(asked) == Groups.Answer.NO) return Optional.of("group");
        return Optional.empty();
    }

    /** Whether it comes down to the user's groups, and nobody knows these. */
    boolean hangsOnGroups(Asked asked) {
        return inGroup(asked) == Groups.Answer.UNKNOWN && matches(asked);
    }

    private Groups.Answer inGroup(Asked asked) {
        return match.group().isEmpty() ? Groups.Answer.YES : asked.caller().principal().groups().any(match.group());
    }

    private boolean includesPort(int port) {
        for (var range : match.port()) if (range.contains(port)) return true;
        return false;
    }

    private boolean includesSource(Caller caller) {
        for (var network : match.source()) if (network.contains(caller.address())) return true;
        return false;
    }

    private boolean includesUser(Principal principal) {
        if (principal.isAnonymous()) return false;
        for (var user : match.user()) if (user.equalsIgnoreCase(principal.shown())) return true;
        return false;
    }

    private boolean includesHost(Host host) {
        for (var pattern : match.host()) if (pattern.matches(host)) return true;
        return false;
    }

    private boolean includesTime(Asked asked) {
        for (var window : match.time()) if (window.contains(asked.time())) return true;
        return false;
    }
}
