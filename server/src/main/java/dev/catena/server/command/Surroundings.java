// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * What the commands need of the machine they run on.
 *
 * @param in standard input
 * @param workingFolder where the command was typed; relative paths begin here
 * @param home the user's home folder
 * @param password asks for a password without showing it
 */
public record Surroundings(InputStream in, Path workingFolder, Path home, PasswordPrompt password) {

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.in, Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home")),
            PasswordPrompt.ON_TERMINAL);
    }
}
