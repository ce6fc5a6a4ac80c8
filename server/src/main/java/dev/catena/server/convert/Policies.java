// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.server.convert.match.Ruling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes rulings as the policy, and keeps a listener at home when they would let everybody in. */
public final class Policies {
    private final Draft draft;
    private final Map<String, Integer> names = new HashMap<>();

    public Policies(Draft draft) {
        this.draft = draft;
    }

    /** One rule each, in their order; each gets a name of its own. */
    public void write(List<Ruling<Boolean>> rulings) {
        for (var ruling : rulings) {
            int seen = names.merge(ruling.words(), 1, Integer::sum);
            draft.add("policy", ruling.place(), "", new Yaml.Mapping()
                .put("name", seen == 1 ? ruling.words() : ruling.words() + " (" + seen + ")")
                .put("match", ruling.match().written())
                .put("do", ruling.outcome() ? "allow" : "deny"));
        }
    }

    /** Whether somebody of whom neither the source nor the name is asked may do something. */
    public static boolean welcomeEverybody(List<Ruling<Boolean>> rulings) {
        for (var ruling : rulings) {
            if (!ruling.outcome() && ruling.match().matchesAll()) return false;
            var keys = ruling.match().keys();
            var source = keys.get("source");
            boolean anySource = source == null || source.written().stream().anyMatch(network -> network.endsWith("/0"));
            if (ruling.outcome() && anySource && !keys.containsKey("user")) return true;
        }
        return false;
    }
}
