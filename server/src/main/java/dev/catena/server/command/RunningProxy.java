// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.server.ProxySettings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of the commands that ask the running proxy if there is one, and find out for themselves if not. Only a proxy that runs with
 * the same settings file is asked: another one knows nothing of what these settings say.
 */
final class RunningProxy {
    @Mixin
    private final SettingsFile settings;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(names = "--running", description = "Ask the running proxy only; exit code 3 if it cannot be reached.")
    boolean only;

    /** Whether one runs with these settings. */
    sealed interface Reach {
        /** @param status what it says of itself */
        record Running(ConsoleClient client, Map<?, ?> status) implements Reach {}

        /** @param why a clause for people */
        record Nobody(String why) implements Reach {}
    }

    RunningProxy(Surroundings surroundings) {
        this.settings = new SettingsFile(surroundings);
    }

    SettingsFile settings() {
        return settings;
    }

    /** @throws Problem if there is none and {@code --running} was said */
    Reach find(ProxySettings read) {
        var reach = look(read);
        if (only && reach instanceof Reach.Nobody(var why)) throw Problem.notReachable(why);
        return reach;
    }

    private Reach look(ProxySettings read) {
        if (!read.console().on()) return new Reach.Nobody("the console is off in " + settings.place());
        if (read.console().address().port() == 0) return new Reach.Nobody("the settings let the system choose the console's port");
        var client = new ConsoleClient(read.console().address());
        try {
            var answer = client.get("/api/v1/status");
            if (!answer.succeeded() || !(Answered.parse(answer.body()).orElse(null) instanceof Map<?, ?> status)) {
                return new Reach.Nobody("what listens on %s is not the console of a Catena".formatted(client.address()));
            }
            var theirs = String.valueOf(status.get("settings_file"));
            return theirs.equals(settings.found().map(Path::toString).orElse("")) ? new Reach.Running(client, status)
                : new Reach.Nobody("the proxy whose console is %s runs with other settings: %s".formatted(client.address(),
                    theirs.isEmpty() ? "the initial ones" : theirs));
        } catch (Problem silent) {
            return new Reach.Nobody("nobody answers at %s".formatted(client.address()));
        }
    }
}
