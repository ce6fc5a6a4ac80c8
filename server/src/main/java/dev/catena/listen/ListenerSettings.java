// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.cache.CacheSettings;
import dev.catena.http.FieldName;
import dev.catena.identity.Scheme;
import dev.catena.settings.HostPort;
import dev.catena.settings.Setting;
import java.util.List;

/** A socket clients connect to, with the schemes it accepts. */
public record ListenerSettings(
    @Setting(doc = "Its name in log, metrics and messages.") String name,
    @Setting(doc = "Where it listens. 0.0.0.0 is every IPv4 interface, [::] every interface; port 0 lets the system choose.")
    HostPort address,
    @Setting(doc = "How clients prove who they are, in the order they are offered.", initial = "[anonymous]")
    List<Scheme> schemes,
    @Setting(doc = "TLS with clients, which then write the proxy's address with https://.", initial = "off") ListenerTlsSettings tls,
    @Setting(doc = "Proxies before this one whose word is taken for who their user is.", initial = "none") VouchSettings trustUserHeader,
    @Setting(doc = "Accept requests in origin form (GET /path) whose Host is not this proxy.", initial = "true")
    boolean originForm,
    @Setting(doc = "Upgrade tokens that are forwarded; others are removed from the request.", initial = "[websocket]")
    List<String> upgrades,
    @Setting(doc = "Response fields obeyed instead of Cache-Control and Expires for requests that come here, strongest first; [as-cache]: those of cache.targeted.",
        initial = "[as-cache]")
    List<String> targeted,
    @Setting(doc = "guarded: a fault if this listener would let everybody beyond loopback do everything; on-purpose: that is wanted.",
        initial = "guarded")
    Openness open) implements Checked {

    /** The same as for the whole cache. */
    public static final List<String> AS_CACHE = List.of("as-cache");

    public ListenerSettings {
        schemes = List.copyOf(schemes);
        upgrades = List.copyOf(upgrades);
        targeted = List.copyOf(targeted);
    }

    @Override
    public void check(Faults faults) {
        if (name.isBlank()) {
            faults.error("name", "the name is empty", "log and metrics need one, such as 'clients'");
        }
        if (faults.sound("schemes") && schemes.isEmpty()) {
            faults.error("schemes", "the list is empty", "write [anonymous] to let everybody in without a proof");
        }
        if (faults.sound("schemes", "trust-user-header") && !trustUserHeader.isNone() && schemes.stream().allMatch(scheme -> scheme == Scheme.ANONYMOUS)) {
            faults.error("trust-user-header", "nobody can prove here to be one of %s".formatted(String.join(", ", trustUserHeader.from())),
                "name a scheme in `schemes` by which they log in");
        }
        if (faults.sound("open", "address") && open == Openness.ON_PURPOSE && !isBeyondLoopback()) {
            faults.warning("open", "has no effect: nobody beyond loopback reaches %s".formatted(address), "remove it");
        }
        if (faults.sound("targeted")) CacheSettings.checkTargets(targeted, faults);
        if (faults.sound("targeted") && targeted.size() > 1 && targeted.containsAll(AS_CACHE)) {
            faults.error("targeted", "as-cache stands beside names of fields", "write as-cache alone, or the names that cache.targeted has");
        }
        for (var i = 0; faults.sound("upgrades") && i < upgrades.size(); i++) {
            if (!upgrades.get(i).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+(/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?")) {
                faults.error("upgrades[%d]".formatted(i), "'%s' is not an Upgrade token".formatted(upgrades.get(i)),
                    "write one such as websocket");
            }
        }
    }

    /** What {@code targeted} means where {@code cache.targeted} is that. */
    public List<FieldName> targets(List<FieldName> asCache) {
        return targeted.equals(AS_CACHE) ? asCache : targeted.stream().map(FieldName::of).toList();
    }

    /** Whether it takes connections from other machines. */
    public boolean isBeyondLoopback() {
        return !address.isLoopback();
    }
}
