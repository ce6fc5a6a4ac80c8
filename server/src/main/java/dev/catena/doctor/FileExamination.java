// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.identity.CredentialSettings;
import dev.catena.observe.LogSettings;
import dev.catena.route.UpstreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** The files the settings name: whether they are there, and who else may read them. Says of a secret only whether it is there. */
public final class FileExamination implements Examination {
    private static final String GROUP = "file";

    private final List<LogSettings> logs;
    private final String accounts;
    private final List<UpstreamSettings> upstreams;

    /** @param accounts {@code identity.accounts} */
    public FileExamination(List<LogSettings> logs, String accounts, List<UpstreamSettings> upstreams) {
        this.logs = List.copyOf(logs);
        this.accounts = accounts;
        this.upstreams = List.copyOf(upstreams);
    }

    @Override
    public List<Check> run() {
        var checks = new ArrayList<Check>();
        logs.stream().filter(log -> !log.isStream()).forEach(log -> checks.add(log(Path.of(log.to()))));
        if (!accounts.isEmpty()) checks.add(accounts(Path.of(accounts.substring("file:".length()))));
        upstreams.stream().filter(upstream -> !upstream.credentials().equals(CredentialSettings.none()) && !upstream.credentials().user().isEmpty()
                && upstream.credentials().keytab().isEmpty() && upstream.credentials().ticketCache().isEmpty())
            .forEach(upstream -> checks.add(password(upstream)));
        return checks;
    }

    private static Check log(Path file) {
        var folder = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file) ? Files.isWritable(file) : folder != null && Files.isWritable(folder);
        return writable ? Check.fine(GROUP, "access log", file + " can be written")
            : Check.failing(GROUP, "access log", "%s cannot be written by user %s".formatted(file, System.getProperty("user.name")),
                "make the folder, or give the user the right to write there; lines are lost until then");
    }

    private static Check accounts(Path file) {
        if (!Files.isReadable(file)) {
            return Check.failing(GROUP, "accounts", "%s is not there, or cannot be read by user %s".formatted(file, System.getProperty("user.name")),
                "make it with `catena passwd --file %s NAME`".formatted(file));
        }
        return othersRead(file) ? Check.doubtful(GROUP, "accounts", "everybody on this machine can read " + file, "chmod 640 " + file)
            : Check.fine(GROUP, "accounts", file + " can be read");
    }

    private static boolean othersRead(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private static Check password(UpstreamSettings upstream) {
        try {
            return upstream.credentials().password().reveal(System::getenv).isEmpty()
                ? Check.failing(GROUP, "password of " + upstream.name(), "it is empty", "write it to where `credentials.password` says")
                : Check.fine(GROUP, "password of " + upstream.name(), "it is there");
        } catch (IllegalStateException missing) {
            return Check.failing(GROUP, "password of " + upstream.name(), String.valueOf(missing.getMessage()),
                "set it before the proxy starts, or correct `credentials.password`");
        }
    }
}
