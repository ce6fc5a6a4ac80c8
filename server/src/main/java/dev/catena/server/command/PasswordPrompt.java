// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

/** Asks a person for a password. */
@FunctionalInterface
public interface PasswordPrompt {
    /** On the terminal, without showing what is typed. */
    PasswordPrompt ON_TERMINAL = question -> {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            throw Problem.usage("there is no terminal to ask for the password; pipe it in, and add --stdin");
        }
        var password = console.readPassword("%s", question);
        if (password == null) {
            throw Problem.found("no password was typed; nothing was changed");
        }
        return password;
    };

    char[] ask(String question);
}
