// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.server.ProxyServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Prints the version of Catena and of its Java.",
    footer = {"", "Example: catena version --json"})
final class Version implements Runnable, IVersionProvider {
    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println(json ? inJson() : inWords());
    }

    @Override
    public String[] getVersion() {
        return new String[] {inWords()};
    }

    private static String inWords() {
        return "Catena %s, Java %s (%s), %s %s".formatted(ProxyServer.version(), System.getProperty("java.version"),
            System.getProperty("java.vendor"), System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    private static String inJson() {
        return new Json().object()
            .put("version", ProxyServer.version())
            .put("java", System.getProperty("java.version"))
            .put("java-vendor", System.getProperty("java.vendor"))
            .put("os", System.getProperty("os.name"))
            .put("arch", System.getProperty("os.arch")).endObject().toString();
    }
}
