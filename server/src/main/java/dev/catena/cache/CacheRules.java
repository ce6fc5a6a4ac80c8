// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Headers;
import dev.catena.http.Target;
import dev.catena.settings.match.Host;
import java.util.ArrayList;
import java.util.List;

/** The rules of the settings in their order, then those of the presets; the first that speaks of something decides. */
final class CacheRules {
    private static final Host ANY_HOST = new Host("", List.of());

    private final List<CacheRule> rules;
    private final boolean asksForHosts;

    private CacheRules(List<CacheRule> rules) {
        this.rules = List.copyOf(rules);
        this.asksForHosts = rules.stream().anyMatch(rule -> !rule.hosts().isEmpty());
    }

    static CacheRules of(CacheSettings settings) {
        var rules = new ArrayList<>(settings.rules().stream().map(CacheRule::of).toList());
        settings.presets().forEach(preset -> rules.addAll(preset.rules()));
        return new CacheRules(rules);
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * The rule for a request before its response is known: {@link CacheRule#NONE} as well if that will hang on the response.
     */
    CacheRule of(Target.Absolute target) {
        if (rules.isEmpty()) return CacheRule.NONE;
        var host = host(target);
        var path = path(target);
        for (var rule : rules) if (rule.speaksOf(host, path)) return rule.hangsOnResponse() ? CacheRule.NONE : rule;
        return CacheRule.NONE;
    }

    /** The rule for a response. */
    CacheRule of(Target.Absolute target, int status, Headers response) {
        if (rules.isEmpty()) return CacheRule.NONE;
        var host = host(target);
        var path = path(target);
        for (var rule : rules) if (rule.speaksOf(host, path) && rule.speaksOf(status, response)) return rule;
        return CacheRule.NONE;
    }

    /** What the client demands, as far as the rule lets it. */
    static Asked asked(CacheRule rule, Asked asked) {
        if (rule.reload() == Reload.OBEY || asked.control().isEmpty() && !asked.noCache()) return asked;
        return asked.onlyIfCached() ? Asked.ONLY_STORED : Asked.NOTHING;
    }

    private Host host(Target.Absolute target) {
        return asksForHosts ? Host.of(target.host()) : ANY_HOST;
    }

    private static String path(Target.Absolute target) {
        int query = target.pathAndQuery().indexOf('?');
        return query < 0 ? target.pathAndQuery() : target.pathAndQuery().substring(0, query);
    }
}
