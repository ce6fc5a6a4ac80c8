// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the console of a running proxy. Goes there directly, whatever proxy the environment names. */
final class ConsoleClient {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    /** A reload reads files and opens listeners; an array that has just lost its leader chooses another one before it agrees. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(45);
    private static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;

    private final HostPort console;

    /** What the console said. */
    record Answer(int status, String body) {
        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    ConsoleClient(HostPort console) {
        this.console = new HostPort(reachable(console.host()), console.port());
    }

    /** Where a client finds what listens on every address: on this machine's loopback. */
    static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    HostPort address() {
        return console;
    }

    /** @throws Problem if nobody answers there */
    Answer get(String path) {
        return ask("GET", path, "", ANSWER_MAX);
    }

    /** @throws Problem if nobody answers there */
    Answer post(String path) {
        return ask("POST", path, "", ANSWER_MAX);
    }

    /** @throws Problem if nobody answers there within that time */
    Answer post(String path, Duration within) {
        return ask("POST", path, "", within);
    }

    /** @throws Problem if nobody answers there */
    Answer post(String path, String body) {
        return ask("POST", path, body, ANSWER_MAX);
    }

    private Answer ask(String method, String path, String body, Duration within) {
        if (console.port() == 0) {
            throw Problem.usage("the settings let the system choose the console's port; name it with --set console.address=HOST:PORT");
        }
        try {
            var connection = open(method, path, within);
            try {
                if (!body.isEmpty()) send(connection, body);
                return new Answer(connection.getResponseCode(), body(connection));
            } finally {
                connection.disconnect();
            }
        } catch (SocketTimeoutException silent) {
            throw Problem.notReachable("the console at %s did not answer in time; is it Catena that listens there?".formatted(console));
        } catch (IOException unreachable) {
            throw Problem.notReachable(("nobody answers at %s (%s): is the proxy running (`catena run`), and with the same settings file"
                + " (-c FILE)?").formatted(console, unreachable.getMessage()));
        }
    }

    private HttpURLConnection open(String method, String path, Duration within) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://" + console + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
        connection.setReadTimeout((int) within.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json");
        // A page in a browser cannot set this field without being asked, so that it cannot give commands.
        connection.setRequestProperty("X-Catena-Command", "1");
        return connection;
    }

    private static void send(HttpURLConnection connection, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/yaml");
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.getOutputStream().write(bytes);
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (var stream = connection.getResponseCode() >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return stream == null ? "" : new String(stream.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }
}
