// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catena.server.command.Catena;
import dev.catena.server.command.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** An accounts file, made as an administrator makes it: by {@code catena passwd}. */
public record AccountsFile(Path path) {
    /** Adds an account that may log in by every scheme. */
    public AccountsFile with(String user, String password) {
        var folder = path.toAbsolutePath().getParent();
        var here = new Surroundings(new ByteArrayInputStream(password.getBytes(UTF_8)), folder, folder, _ -> {
            throw new AssertionError("the password is on the input");
        });
        var said = new PrintWriter(new StringWriter());
        var arguments = new String[] {"passwd", "--file", path.toString(), "--stdin", "--digest", "--ntlm", user};
        if (Catena.commandLine(here).setOut(said).setErr(said).execute(arguments) != 0) {
            throw new AssertionError("catena passwd did not make the account " + user);
        }
        return this;
    }

    /** What the settings say: {@code identity: {accounts: ...}}. */
    public String yaml() {
        return "identity: {accounts: \"file:%s\"}".formatted(path);
    }
}
