// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import picocli.CommandLine.ExitCode;

/** Why a command could not do what was asked: a sentence with cause and remedy, and the exit code. */
final class Problem extends RuntimeException {
    /** Something is wrong. */
    static final int FOUND = ExitCode.SOFTWARE;
    /** Nobody answered at the console's address. */
    static final int NOT_REACHABLE = 3;

    private final int exitCode;

    private Problem(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Something is wrong: exit code 1. */
    static Problem found(String message) {
        return new Problem(FOUND, message);
    }

    /** The command was not understood: exit code 2. */
    static Problem usage(String message) {
        return new Problem(ExitCode.USAGE, message);
    }

    /** The proxy cannot be reached: exit code 3. */
    static Problem notReachable(String message) {
        return new Problem(NOT_REACHABLE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
