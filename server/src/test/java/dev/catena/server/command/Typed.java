// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/** What a person typed into a shell that stands in {@code folder}, and what came of it. */
final class Typed {
    private final Path folder;
    private final ArrayDeque<String> passwords = new ArrayDeque<>();
    private String standardInput = "";

    record Result(int exitCode, String out, String err) {}

    private Typed(Path folder) {
        this.folder = folder;
    }

    static Typed in(Path folder) {
        return new Typed(folder);
    }

    /** Answers to the questions for a password, in their order. */
    Typed answering(String... answers) {
        passwords.addAll(List.of(answers));
        return this;
    }

    Typed piping(String text) {
        standardInput = text;
        return this;
    }

    Result run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var surroundings = new Surroundings(new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)),
            folder, folder.resolve("home"), question -> passwords.remove().toCharArray());
        var code = Catena.commandLine(surroundings).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
