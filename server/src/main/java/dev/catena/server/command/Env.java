// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.settings.HostPort;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "env", description = "Prints the lines that put programs behind this proxy, to be copied.",
    footer = {"", "Example: eval \"$$(catena env bash)\""})
final class Env implements Callable<Integer> {
    @Mixin
    private final SettingsFile settings;

    @Option(names = "--proxy", paramLabel = "HOST:PORT", converter = HostPortConverter.class,
        description = "The proxy's address as clients see it; otherwise that of the first listener.")
    @Nullable HostPort proxy;

    @Parameters(arity = "0..1", paramLabel = "PROGRAM", description = "One of ${COMPLETION-CANDIDATES}; none: all of them.")
    @Nullable Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    /** What can be put behind a proxy; {@code %1$s} is the proxy's host (in brackets if IPv6), {@code %2$d} its port. */
    enum Program {
        bash("Bash and most programs on Linux", """
            export http_proxy=http://%1$s:%2$d https_proxy=http://%1$s:%2$d
            export HTTP_PROXY=$http_proxy HTTPS_PROXY=$https_proxy
            export no_proxy=localhost,127.0.0.1,::1 NO_PROXY=localhost,127.0.0.1,::1
            """),
        powershell("PowerShell", """
            $env:HTTP_PROXY = 'http://%1$s:%2$d'; $env:HTTPS_PROXY = 'http://%1$s:%2$d'
            $env:NO_PROXY = 'localhost,127.0.0.1,::1'
            """),
        git("Git", """
            git config --global http.proxy http://%1$s:%2$d
            """),
        npm("npm", """
            npm config set proxy http://%1$s:%2$d
            npm config set https-proxy http://%1$s:%2$d
            """),
        pip("pip", """
            pip config set global.proxy http://%1$s:%2$d
            """),
        apt("APT, in /etc/apt/apt.conf.d/01proxy", """
            Acquire::http::Proxy "http://%1$s:%2$d";
            Acquire::https::Proxy "http://%1$s:%2$d";
            """),
        maven("Maven, in ~/.m2/settings.xml inside <settings>", """
            <proxies>
              <proxy><id>catena-http</id><protocol>http</protocol><host>%1$s</host><port>%2$d</port></proxy>
              <proxy><id>catena-https</id><protocol>https</protocol><host>%1$s</host><port>%2$d</port></proxy>
            </proxies>
            """),
        gradle("Gradle, in ~/.gradle/gradle.properties", """
            systemProp.http.proxyHost=%1$s
            systemProp.http.proxyPort=%2$d
            systemProp.https.proxyHost=%1$s
            systemProp.https.proxyPort=%2$d
            systemProp.http.nonProxyHosts=localhost|127.*|[::1]
            """),
        docker("Docker, for containers, in ~/.docker/config.json (a container needs an address of this machine that it can reach)", """
            {"proxies": {"default": {"httpProxy": "http://%1$s:%2$d", "httpsProxy": "http://%1$s:%2$d", "noProxy": "localhost,127.0.0.1"}}}
            """);

        private final String title;
        private final String lines;

        Program(String title, String lines) {
            this.title = title;
            this.lines = lines;
        }

        private String linesFor(HostPort proxy) {
            return lines.formatted(proxy.host().contains(":") ? "[" + proxy.host() + "]" : proxy.host(), proxy.port());
        }
    }

    Env(Surroundings surroundings) {
        this.settings = new SettingsFile(surroundings);
    }

    @Override
    public Integer call() {
        var address = proxy != null ? proxy : ofFirstListener();
        var out = spec.commandLine().getOut();
        out.print(program != null ? program.linesFor(address) : Arrays.stream(Program.values())
            .map(each -> "# " + each.title + "\n" + each.linesFor(address))
            .collect(Collectors.joining("\n")));
        out.flush();
        return 0;
    }

    private HostPort ofFirstListener() {
        var listener = settings.readOrFail(spec.commandLine().getErr()).listeners().getFirst().address();
        if (listener.port() == 0) {
            throw Problem.usage("the settings let the system choose the port; name it with --proxy HOST:PORT");
        }
        return new HostPort(ConsoleClient.reachable(listener.host()), listener.port());
    }
}
