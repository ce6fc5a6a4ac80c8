// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Squid at the head office: each thing it may ask for, met by each thing that may be said to it. */
class SquidUpstreamTest {
    private static final Path HELPERS = Path.of("/usr/lib/squid");
    private static final BigBody UPLOAD = new BigBody(11, 2 * 1024 * 1024);

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"anonymous, anonymous", "anonymous, basic", "basic, basic", "basic, 'digest, basic'", "digest, digest", "'digest, basic', 'digest, basic'",
        "'digest, basic', basic"})
    void what_both_know_opens(String wanted, String allowed, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        int port = Ports.free();
        try (var squid = squid(stage, wanted, port)) {
            var branch = stage.proxy(Chain.asking(credentials(stage, allowed, Chain.PASSWORD), "none", port));
            var curl = new Curl(stage, branch);

            assertThat(branch.doctor("")).filteredOn("group", "upstream").as(squid::printed).extracting("result").containsExactly("ok");
            assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).as(squid::printed).isEqualTo("delivered");
            assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        }
        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "GET 0:00000000", "GET 0:00000000", "POST " + UPLOAD.checksum());
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"anonymous, digest, unchallenged", "anonymous, ntlm, unchallenged", "basic, anonymous, no-credentials", "digest, anonymous, no-credentials",
        "basic, ntlm, no-common-scheme", "digest, 'ntlm, basic', no-common-scheme", "basic, wrong basic, rejected", "digest, wrong digest, rejected"})
    void what_they_do_not_agree_on_is_told_with_its_cause(String wanted, String allowed, String cause, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        int port = Ports.free();
        try (var _ = squid(stage, wanted, port)) {
            var credentials = allowed.startsWith("wrong ") ? credentials(stage, allowed.substring("wrong ".length()), "guessed")
                : credentials(stage, allowed, Chain.PASSWORD);
            var branch = stage.proxy(Chain.asking(credentials, "none", port));
            var curl = new Curl(stage, branch);

            assertThat(branch.doctor("")).filteredOn("group", "upstream").as("before a user finds it").extracting("reference").containsExactly("12201/" + cause);

            assertTold(cause, curl.run("-i", "-d", "order=1", "http://origin.test/"));
            assertThat(deliveries.received()).as("the order was not placed").isEmpty();
            assertTold(cause, curl.run("-i", "http://origin.test/"));
            assertTold(cause, curl.run("-i", "-p", "http://origin.test/"));
        }
    }

    private static void assertTold(String cause, Peer.Ran ran) {
        assertThat(ran.out()).startsWith("HTTP/1.1 502 ").contains("12201/" + cause).doesNotContainIgnoringCase("Proxy-Authenticate:");
    }

    private static String credentials(Stage stage, String allowed, String password) {
        return allowed.equals("anonymous") ? "none" : Chain.credentials(stage, allowed, password, "");
    }

    /** Started by root, Squid becomes another user, who has to be able to read and write its folder. */
    private static RunningPeer squid(Stage stage, String wanted, int port) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(HELPERS.resolve("digest_file_auth")) && Files.isExecutable(HELPERS.resolve("basic_ncsa_auth")));
        var openToAll = PosixFilePermissions.fromString("rwxrwxrwx");
        Files.setPosixFilePermissions(stage.folder(), openToAll);
        var folder = Files.setPosixFilePermissions(Files.createDirectory(stage.folder().resolve("squid")), openToAll);
        var hash = Peers.require("openssl").run(Duration.ofSeconds(10), folder, "passwd", "-apr1", Chain.PASSWORD).succeeded().out();
        Files.writeString(folder.resolve("basic"), Chain.USER + ":" + hash);
        Files.writeString(folder.resolve("digest"), "%s:Squid:%s\n".formatted(Chain.USER, md5(Chain.USER + ":Squid:" + Chain.PASSWORD)));
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 origin.test\n");
        var config = Files.writeString(folder.resolve("squid.conf"), """
                http_port 127.0.0.1:%d
                visible_hostname squid.test
                cache deny all
                hosts_file %2$s/hosts
                %3$s%4$s%5$shttp_access deny all
                access_log none
                cache_log %2$s/cache.log
                cache_store_log none
                netdb_filename none
                pid_filename none
                coredump_dir %2$s
                pinger_enable off
                shutdown_lifetime 0 seconds
                """.formatted(port, folder, wanted.contains("digest") ? helper("digest", "digest_file_auth -c", folder) : "",
                wanted.contains("basic") ? helper("basic", "basic_ncsa_auth", folder) : "",
                wanted.equals("anonymous") ? "http_access allow all\n" : "acl known proxy_auth REQUIRED\nhttp_access allow known\n"));
        var squid = Peers.require("squid").start(folder, Map.of(), "-N", "-f", config.toString());
        Ports.awaitListening(port);
        return squid;
    }

    private static String helper(String scheme, String program, Path folder) {
        return """
                auth_param %1$s program %2$s/%3$s %4$s/%1$s
                auth_param %1$s realm Squid
                auth_param %1$s children 1 startup=1
                """.formatted(scheme, HELPERS, program, folder);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
