// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.server.ProxySettings;
import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "check", description = "Reads the settings and reports every fault in them, with its place and remedy. Opens and asks nothing.",
    footer = {"", "Example: catena check -c catena.yaml"})
final class Check implements Callable<Integer> {
    @Mixin
    private final SettingsFile settings;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Check(Surroundings surroundings) {
        this.settings = new SettingsFile(surroundings);
    }

    @Override
    public Integer call() {
        var reading = settings.read();
        var usable = reading instanceof Reading.Usable<ProxySettings>;
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(inJson(reading, usable));
        } else if (reading.faults().isEmpty()) {
            out.println(settings.place() + ": no faults");
        } else {
            out.println(SettingsFile.summary(reading.faults()) + " in " + settings.place());
        }
        return usable ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private String inJson(Reading<ProxySettings> reading, boolean usable) {
        var json = new Json().object()
            .put("settings", settings.found().map(Object::toString).orElse(""))
            .put("usable", usable)
            .array("faults");
        reading.faults().forEach(fault -> write(json, fault));
        return json.endArray().endObject().toString();
    }

    private static void write(Json json, Fault fault) {
        json.object()
            .put("severity", fault.severity().name().toLowerCase(Locale.ROOT))
            .put("file", fault.origin().file())
            .put("line", fault.origin().line())
            .put("column", fault.origin().column())
            .put("path", fault.path())
            .put("happened", fault.happened())
            .put("expected", fault.expected())
            .put("remedy", fault.remedy()).endObject();
    }
}
