// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import dev.catena.settings.Reading;
import dev.catena.settings.Setting;
import dev.catena.settings.SettingsReader;
import java.util.List;

/** A settings file of upstreams and routes alone, of a proxy that listens on every interface's port 3128. */
public record RoutingFile(
    @Setting(doc = "Next hops.", initial = "[]") List<UpstreamSettings> upstreams,
    @Setting(doc = "Ways to them.", initial = "[]") List<RouteSettings> routes) implements Checked {

    @Override
    public void check(Faults faults) {
        RouteChecks.of(upstreams, routes, List.of(HostPort.parse("0.0.0.0:3128")), faults);
    }

    static Reading<RoutingFile> read(String text) {
        return SettingsReader.of(RoutingFile.class).read("catena.yaml", text, List.of());
    }

    /** Of a file without errors. */
    static RoutingFile of(String text) {
        return switch (read(text)) {
            case Reading.Usable<RoutingFile>(var file, _) -> file;
            case Reading.Faulty<RoutingFile>(var faults) -> throw new AssertionError(text + "\n" + faults);
        };
    }

    Router router(UpstreamHealth health) {
        health.watch(upstreams);
        return Router.of(routes, upstreams, health);
    }
}
