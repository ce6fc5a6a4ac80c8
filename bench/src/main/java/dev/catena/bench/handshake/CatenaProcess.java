// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import dev.catena.testkit.Patience;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A Catena in a process of its own, started as a user starts it; its CPU time is what is measured. */
final class CatenaProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Path LAUNCHER = Path.of(System.getProperty("catena.launcher", "./catena")).toAbsolutePath();

    /** Options for a profiler come through; nothing else of this shell does. */
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", System.getProperty("user.home"), "CATENA_JAVA_OPTS",
        System.getenv().getOrDefault("CATENA_JAVA_OPTS", ""));

    private final RunningPeer process;

    private CatenaProcess(RunningPeer process) {
        this.process = process;
    }

    /** Starts it and waits until it listens on {@code port}. */
    static CatenaProcess start(Path folder, String name, String settings, int port) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".yaml"), settings);
        var process = new Peer(LAUNCHER).start(folder, ENVIRONMENT, "run", "-c", file.toString());
        try {
            Patience.until(name + " to listen", START, () -> {
                if (!process.isAlive()) throw new AssertionError(name + " ended; it said:\n" + process.printed());
                return Ports.isListening(new InetSocketAddress("127.0.0.1", port));
            });
            return new CatenaProcess(process);
        } catch (AssertionError failure) {
            process.close();
            throw failure;
        }
    }

    /** Makes an account that may log in by NTLM, and returns its file. */
    static Path account(Path folder, String user, String password) throws IOException {
        var file = folder.resolve("accounts");
        try (var passwd = new Peer(LAUNCHER).start(folder, ENVIRONMENT, "passwd", "--file", file.toString(), "--stdin",
                "--ntlm", user)) {
            passwd.type(password + "\n");
            passwd.finishInput();
            passwd.awaitExit(START).succeeded();
        }
        return file;
    }

    /** User and system time so far, its helper processes included. */
    Duration cpu() {
        return Stream.concat(Stream.of(process.handle()), process.handle().descendants())
            .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO)).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        process.close();
    }
}
