// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.server.convert.Product;
import dev.catena.server.convert.SourceFiles;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rules, in a real Squid and in what is made of them: the same requests are refused. */
class SquidRulesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String LISTS = """
        acl desk src 127.0.0.2
        acl range src 127.0.0.1-127.0.0.3
        acl corp dstdomain -n .corp.test
        acl www dstdom_regex -n ^www\\.corp\\.test$
        acl writes method POST PUT
        acl low port 1-1023
        acl always time SMTWHFA 00:00-23:59
        acl both all-of desk corp
        acl either any-of desk www
        """;

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {
        "allow desk",
        "deny corp",
        "deny !desk corp;allow all",
        "allow corp !www;deny writes;allow desk",
        "deny CONNECT !low;allow range",
        "allow CONNECT desk;deny CONNECT;allow always !writes",
        "deny both;allow either;deny all",
        "deny !range;allow www !desk;allow writes !corp;deny all"})
    void the_same_requests_are_refused(String rules, Stage stage) throws IOException {
        for (var host : List.of("corp.test", "www.corp.test", "corp.example")) stage.origin(host).always("< 200 OK\n<\n< yes");
        var lines = LISTS + "http_access " + rules.replace(";", "\nhttp_access ") + "\n";
        var file = Files.writeString(stage.folder().resolve("squid.conf"), lines);
        var files = new SourceFiles(file);
        var proxy = stage.proxy(Product.SQUID.convert(files, files.lines(file).orElseThrow()).yaml());
        int port = Ports.free();
        try (var _ = squid(stage, lines, port)) {
            for (var host : List.of("corp.test", "www.corp.test", "corp.example")) {
                for (var source : List.of("127.0.0.1", "127.0.0.2", "127.0.0.9")) {
                    for (var how : List.of(List.<String>of(), List.of("-d", "x=1"), List.of("-p"))) {
                        var request = new ArrayList<>(List.of("--interface", source, proxy.spelled("http://" + host + "/")));
                        request.addAll(how);
                        assertThat(refused(stage, proxy.url(), request)).as(() -> "%s: %s".formatted(rules, request))
                            .isEqualTo(refused(stage, "http://127.0.0.1:" + port, request));
                    }
                }
            }
        }
    }

    /** Whether it was refused by the rules: the status of the tunnel, if one was asked for, and of the request. */
    private static boolean refused(Stage stage, String proxy, List<String> request) {
        var all = new ArrayList<>(List.of("-sS", "-x", proxy, "-o", "/dev/null", "-w", "%{http_connect} %{http_code}"));
        all.addAll(request);
        return Peers.require("curl").run(PATIENCE, stage.folder(), all.toArray(String[]::new)).out().contains("403");
    }

    private static RunningPeer squid(Stage stage, String lines, int port) throws IOException {
        // started by root, it becomes another user, who has to read its files
        Files.setPosixFilePermissions(stage.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        var hosts = Files.writeString(stage.folder().resolve("hosts"), "127.0.0.1 corp.test www.corp.test corp.example\n");
        var config = Files.writeString(stage.folder().resolve("running.conf"), lines + """
            http_port 127.0.0.1:%d
            visible_hostname squid.test
            hosts_file %s
            cache deny all
            access_log none
            cache_log /dev/null
            cache_store_log none
            netdb_filename none
            pid_filename none
            pinger_enable off
            shutdown_lifetime 0 seconds
            """.formatted(port, hosts));
        var squid = Peers.require("squid").start(stage.folder(), Map.of(), "-N", "-f", config.toString());
        Ports.awaitListening(port);
        return squid;
    }
}
