// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Protocol;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.util.List;
import java.util.Locale;

/** Which requests a rule speaks of: all keys that are written must match, each by any of its values. An empty list asks nothing. */
public record MatchSettings(
    @Setting(doc = "Request methods, such as GET; case matters. PURGE, which takes a response out of the cache, is allowed only by a rule that names it here.", initial = "[]") List<String> method,
    @Setting(doc = "http, connect (a tunnel) or websocket (an upgrade).", initial = "[]") List<Protocol> protocol,
    @Setting(doc = "The host asked for: an exact name, \"*.corp.example\" for all names below it, an address, a network such as"
        + " 10.0.0.0/8 (hosts written as an address), NODOTS for names without a dot.", initial = "[]")
    List<HostPattern> host,
    @Setting(doc = "The port asked for: 443, or a range such as 8000-8100.", initial = "[]") List<PortRange> port,
    @Setting(doc = "The client's address: 127.0.0.1, or a network such as 10.0.0.0/8.", initial = "[]") List<Network> source,
    @Setting(doc = "Users who proved who they are, such as alice or CORP\\alice, without regard to case.", initial = "[]") List<String> user,
    @Setting(doc = "Groups of such users, such as CORP\\Staff, or Staff for the group of any domain, without regard to case.", initial = "[]") List<String> group,
    @Setting(doc = "Days and hours in the machine's time zone: \"mon-fri 08:00-18:00\", or a night such as \"fri 22:00-06:00\".", initial = "[]")
    List<TimeWindow> time)
    implements Checked {

    public MatchSettings {
        method = List.copyOf(method);
        protocol = List.copyOf(protocol);
        host = List.copyOf(host);
        port = List.copyOf(port);
        source = List.copyOf(source);
        user = List.copyOf(user);
        group = List.copyOf(group);
        time = List.copyOf(time);
    }

    @Override
    public void check(Faults faults) {
        for (var i = 0; faults.sound("method") && i < method.size(); i++) {
            var each = method.get(i);
            if (!each.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                faults.error("method[%d]".formatted(i), "'%s' is not a method".formatted(each), "write one such as GET");
            } else if (!each.equals(each.toUpperCase(Locale.ROOT))) {
                faults.warning("method[%d]".formatted(i),
                    "'%s' does not match %s: case matters".formatted(each, each.toUpperCase(Locale.ROOT)), "write it in capitals");
            }
        }
    }

    /** Matches every request. */
    @Word(value = "any", doc = "every request")
    public static MatchSettings any() {
        return new MatchSettings(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Whether nothing is asked of a request. */
    public boolean matchesAll() {
        return equals(any());
    }
}
