// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process that listens on a TCP port, as far as this user may look: the socket's inode from {@code /proc/net/tcp}, then
 * the process with that inode among its descriptors. Elsewhere than on Linux it finds nobody.
 */
final class PortHolder {
    private static final String LISTENING = "0A";

    private final Path proc;

    PortHolder(Path proc) {
        this.proc = proc;
    }

    /** {@code squid (process 812)}, or empty if it cannot be seen. */
    Optional<String> of(int port) {
        try {
            var sockets = new HashSet<String>();
            addListening(sockets, proc.resolve("net/tcp"), port);
            addListening(sockets, proc.resolve("net/tcp6"), port);
            return sockets.isEmpty() ? Optional.empty() : holderOf(sockets);
        } catch (IOException | UncheckedIOException notToBeSeen) {
            return Optional.empty();
        }
    }

    /** A line is: number, local address and port in hex, remote ones, state, five more columns, inode. */
    private static void addListening(Set<String> sockets, Path table, int port) throws IOException {
        if (!Files.exists(table)) {
            return;
        }
        for (var line : Files.readAllLines(table)) {
            var columns = line.strip().split("\\s+");
            if (columns.length > 9 && columns[3].equals(LISTENING) && columns[1].endsWith(":%04X".formatted(port))) {
                sockets.add("socket:[" + columns[9] + "]");
            }
        }
    }

    private Optional<String> holderOf(Set<String> sockets) throws IOException {
        try (var processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of("%s (process %s)".formatted(
                        Files.readString(process.resolve("comm")).strip(), process.getFileName()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException endedOrNotOurs) {
            return false;
        }
        return false;
    }
}
