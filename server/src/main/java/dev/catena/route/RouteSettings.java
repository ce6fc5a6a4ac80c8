// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;

/** A named way for some requests; the first whose match agrees decides. */
public record RouteSettings(
    @Setting(doc = "Its name in log, explanations and refusals.") String name,
    @Setting(doc = "Which requests it speaks of.", initial = "any") RouteMatch match,
    @Setting(doc = "direct, or the name of an upstream.") RouteTarget to,
    @Setting(doc = "Where they go when no member of the upstream can be used: direct, the name of another upstream, or none, which"
        + " is an error page.", initial = "none")
    RouteTarget backup) implements Checked {

    @Override
    public void check(Faults faults) {
        if (faults.sound("name") && name.isBlank()) {
            faults.error("name", "the name is empty", "the log and explanations need one, such as 'internet'");
        }
        if (!faults.sound("to", "backup")) return;
        if (to instanceof RouteTarget.None) {
            faults.error("to", "the route leads nowhere", "write direct or the name of an upstream, or deny the requests in `policy`");
        } else if (to instanceof RouteTarget.Direct && !(backup instanceof RouteTarget.None)) {
            faults.warning("backup", "has no effect: a route that leads direct has no other way", "remove it");
        } else if (to.equals(backup)) {
            faults.warning("backup", "has no effect: it is where the route leads anyway", "remove it, or name another way");
        }
    }
}
