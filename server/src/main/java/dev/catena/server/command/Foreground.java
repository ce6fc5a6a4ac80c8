// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.FailureWords;
import dev.catena.listen.ListenerSettings;
import dev.catena.server.ProxyServer;
import dev.catena.server.ProxySettings;
import dev.catena.store.disk.DiskSettings;
import dev.catena.settings.HostPort;
import dev.catena.settings.SettingsDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** The proxy in the foreground of a terminal or a service: starts it, obeys signals, and says on standard error what happens. */
final class Foreground {
    /** As a shell reports a process that was ended by SIGINT. */
    private static final int INTERRUPTED = 130;

    private final SettingsFile settingsFile;
    private final PrintWriter err;

    Foreground(SettingsFile settingsFile, PrintWriter err) {
        this.settingsFile = settingsFile;
        this.err = err;
    }

    /** Returns the exit code once the proxy has stopped. */
    int run() throws InterruptedException, IOException {
        return run(_ -> { });
    }

    /** @param started told once the proxy listens */
    int run(Consumer<ProxyServer> started) throws InterruptedException, IOException {
        var settings = settingsFile.readOrFail(err);
        var proxy = start(settings);
        obeySignals(proxy, settings, err);
        err.print(introduction(proxy, settings));
        err.flush();
        started.accept(proxy);
        proxy.awaitClosed();
        say(err, "stopped");
        return ExitCode.OK;
    }

    private ProxyServer start(ProxySettings settings) throws IOException {
        try {
            return ProxyServer.start(settingsFile.found().orElse(null), settingsFile.overrides(), settings, InstantSource.system());
        } catch (IOException failure) {
            if (inUse(failure)) {
                throw Problem.found(whoIsThere(failure, settings));
            }
            throw failure;
        }
    }

    /** The native transports have no exception of their own for it. */
    private static boolean inUse(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Address already in use");
    }

    /** The system's message may not name the address, so each one of ours with a holder is named. */
    private static String whoIsThere(IOException failure, ProxySettings settings) {
        var holders = new PortHolder(Path.of("/proc"));
        var wanted = new ArrayList<>(settings.listeners().stream().map(ListenerSettings::address).toList());
        if (settings.console().on()) {
            wanted.add(settings.console().address());
        }
        var held = wanted.stream().map(HostPort::port).filter(port -> port != 0)
            .flatMap(port -> holders.of(port).map(holder -> "port %d is held by %s".formatted(port, holder)).stream())
            .collect(Collectors.joining("; "));
        return "%s%s; stop that process, or choose other addresses (listeners, console.address)".formatted(
            failure.getMessage(), held.isEmpty() ? " (`ss -ltnp` shows who listens)" : "; " + held);
    }

    private static String onDisk(DiskSettings disk) {
        return disk.isOn() ? "; up to %s on disk in %s".formatted(disk.size(), String.join(", ", disk.path())) : "";
    }

    private String introduction(ProxyServer proxy, ProxySettings settings) {
        var text = new StringBuilder("Catena %s%n".formatted(ProxyServer.version()));
        for (var listener : settings.listeners()) {
            line(text, "listens", "on %s (%s)".formatted(written(proxy.address(listener.name())), listener.name()));
        }
        line(text, "caches", settings.cache().memory().bytes() == 0 ? "nothing (cache.memory is 0B)"
            : "up to %s in memory, responses up to %s".formatted(settings.cache().memory(), settings.cache().objectMax()) + onDisk(settings.cache().disk()));
        line(text, "console", proxy.consoleAddress().map(address -> "http://%s/".formatted(written(address))).orElse("off"));
        line(text, "settings", settingsFile.place());
        var first = proxy.address(settings.listeners().getFirst().name());
        line(text, "try", "curl -x http://%s -sS -D- -o /dev/null http://example.com/".formatted(
            new HostPort(ConsoleClient.reachable(first.getAddress().getHostAddress()), first.getPort())));
        return text.toString();
    }

    private static void line(StringBuilder text, String word, String rest) {
        text.append("  %-9s %s%n".formatted(word, rest));
    }

    private static String written(InetSocketAddress address) {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    private static void obeySignals(ProxyServer proxy, ProxySettings settings, PrintWriter err) {
        var stopping = new AtomicBoolean();
        Runnable stop = () -> {
            if (stopping.getAndSet(true)) {
                say(err, "stopped at once");
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            say(err, "stopping; running exchanges may take up to %s more (again: stop at once)".formatted(inWords(settings)));
            try {
                proxy.close();
            } catch (RuntimeException fault) {
                // Whoever asked for the end gets it, even if something on the way to it is broken.
                fault.printStackTrace(err);
                err.flush();
                Runtime.getRuntime().halt(ExitCode.SOFTWARE);
            }
        };
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
        Signals.on("HUP", () -> {
            try {
                say(err, inWords(proxy.reload()));
            } catch (IOException failure) {
                say(err, "nothing was changed:\n" + FailureWords.of(failure));
            } catch (ProxyServer.SettingsFaults failure) {
                say(err, "nothing was changed:\n" + failure.getMessage());
            }
        });
    }

    private static String inWords(List<SettingsDiff.Change> changes) {
        return changes.isEmpty() ? "read the settings again: nothing changed"
            : "read the settings again:\n  " + changes.stream().map(Object::toString).collect(Collectors.joining("\n  "));
    }

    private static String inWords(ProxySettings settings) {
        return settings.timeouts().drain().toSeconds() + " s";
    }

    private static void say(PrintWriter err, String sentence) {
        err.println("catena: " + sentence);
        err.flush();
    }
}
