// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "completion", description = "Prints a script with which the shell completes commands and options.",
    footer = {"", "Example: source <(catena completion bash)"})
final class Completion implements Runnable {
    enum Shell { bash, zsh }

    @Parameters(paramLabel = "bash|zsh", description = "The shell: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public void run() {
        var script = AutoComplete.bash(spec.root().name(), spec.root().commandLine());
        // The script is bash's; zsh understands it after loading its own bash emulation.
        spec.commandLine().getOut().println(switch (shell) {
            case bash -> script;
            case zsh -> "autoload -U +X compinit && compinit -i\nautoload -U +X bashcompinit && bashcompinit\n" + script;
        });
    }
}
