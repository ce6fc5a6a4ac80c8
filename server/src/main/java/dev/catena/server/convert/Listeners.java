// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.settings.HostPort;
import java.util.ArrayList;
import java.util.List;

/** The sockets of the result: no two on one port, and none that would be an open relay. */
public final class Listeners {
    private static final int CONSOLE_PORT = 3129;

    private record Wanted(HostPort address, Place place, String directive) {}

    private final Draft draft;
    private final List<Wanted> wanted = new ArrayList<>();

    public Listeners(Draft draft) {
        this.draft = draft;
    }

    public void want(HostPort address, Place place, String directive) {
        if (wanted.stream().anyMatch(other -> other.address.port() == address.port())) {
            draft.notCarried(place, directive, "port %d has a listener already".formatted(address.port()), "give it a port of its own");
        } else {
            wanted.add(new Wanted(address, place, directive));
        }
    }

    /** Without any the result has the initial one, which asks nobody who he is. */
    public boolean isEmpty() {
        return wanted.isEmpty();
    }

    /**
     * Writes them.
     *
     * @param schemes how clients log in; [anonymous] for nobody has to
     * @param open the rules let in whoever comes
     */
    public void write(List<String> schemes, boolean open) {
        for (int i = 0; i < wanted.size(); i++) {
            var each = wanted.get(i);
            var address = each.address;
            if (open && schemes.contains("anonymous") && !address.isLoopback()) {
                draft.closed(each.place, each.directive, "everybody who reached %s could use the proxy".formatted(address),
                    "name your clients in the policy by `source`, then set the listener's address to " + address);
                address = new HostPort("127.0.0.1", address.port());
            }
            var listener = new Yaml.Mapping().put("name", i == 0 ? "clients" : "clients-" + (i + 1)).put("address", address.toString());
            if (!schemes.equals(List.of("anonymous"))) listener.put("schemes", schemes);
            draft.add("listeners", each.place, "", listener);
        }
        if (wanted.stream().anyMatch(each -> each.address.port() == CONSOLE_PORT)) {
            int free = CONSOLE_PORT + 1;
            while (isWanted(free)) free++;
            draft.set("console.address", wanted.getFirst().place, "127.0.0.1:" + free);
        }
    }

    private boolean isWanted(int port) {
        return wanted.stream().anyMatch(each -> each.address.port() == port);
    }
}
