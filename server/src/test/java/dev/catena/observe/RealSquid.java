// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A Squid on loopback with a scratch configuration, to compare ourselves with. */
final class RealSquid implements AutoCloseable {
    private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);
    private static final int ANSWER_MILLIS_MAX = 10_000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final int port;
    private final Path folder;
    private final Process process;

    /** Where it is installed, if it is. */
    static Optional<Path> binary() {
        return Stream.of("/usr/sbin/squid", "/usr/local/sbin/squid", "/opt/homebrew/sbin/squid").map(Path::of).filter(Files::isExecutable).findFirst();
    }

    RealSquid(Path binary) throws IOException {
        // Started by root, Squid becomes another user, who must be able to write here.
        folder = Files.createTempDirectory("catena-squid");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        port = freePort();
        var settings = folder.resolve("squid.conf");
        Files.writeString(settings, """
            http_port 127.0.0.1:%d
            acl denied dstdomain -n denied.test
            acl CONNECT method CONNECT
            acl mail port 25
            http_access deny denied
            http_access deny CONNECT mail
            http_access allow all
            access_log stdio:%2$s/access.log squid
            cache_log %2$s/cache.log
            pid_filename %2$s/squid.pid
            coredump_dir %2$s
            buffered_logs off
            shutdown_lifetime 0 seconds
            visible_hostname squid.test
            hosts_file none
            pinger_enable off
            netdb_filename none
            """.formatted(port, folder));
        process = new ProcessBuilder(binary.toString(), "-N", "-f", settings.toString())
            .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        awaitPort();
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private void awaitPort() throws IOException {
        for (long end = System.nanoTime() + START_NANOS_MAX; System.nanoTime() < end; LockSupport.parkNanos(POLL_NANOS)) {
            assertThat(process.isAlive()).as(() -> "squid did not start: " + output()).isTrue();
            try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                // it is still starting
            }
        }
        throw new IOException("squid did not open its port: " + output());
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Says something and hears the whole answer; of a tunnel only that it stands. */
    void said(String head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(ISO_8859_1));
            if (head.startsWith("CONNECT")) assertThat(socket.getInputStream().read()).isPositive();
            else assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    /** Waits until it has logged so many exchanges; a connection without a request, such as our probe, is none. */
    List<String> lines(int count) throws IOException {
        var log = folder.resolve("access.log");
        for (long end = System.nanoTime() + START_NANOS_MAX; System.nanoTime() < end; LockSupport.parkNanos(POLL_NANOS)) {
            var lines = logged(log).stream().filter(line -> !line.contains(" error:transaction-end-before-headers ")).toList();
            if (lines.size() >= count) return lines;
        }
        throw new IOException("squid logged only " + logged(log));
    }

    private static List<String> logged(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log, ISO_8859_1) : List.of();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
