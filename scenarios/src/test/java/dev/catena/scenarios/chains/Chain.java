// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What scenarios of two proxies in a row are made of: a branch, and the head office it asks for everything. */
final class Chain {
    static final String USER = "branch7";
    static final String PASSWORD = "Sesam-0pen!";

    private Chain() {}

    /** A head office with an account for the branch, which asks for one of {@code schemes}. */
    static Proxy headOffice(Stage stage, String schemes, String... yaml) {
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with(USER, PASSWORD);
        var all = new ArrayList<>(List.of("name: head-office", accounts.yaml(), listener(schemes)));
        all.addAll(Arrays.asList(yaml));
        return stage.proxy(all.toArray(String[]::new));
    }

    static String listener(String schemes) {
        return "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [%s]}]".formatted(schemes);
    }

    /** Settings of a branch that logs in by one of {@code schemes}, with the right password. */
    static String asking(Stage stage, String schemes, int... ports) {
        return asking(credentials(stage, schemes, PASSWORD, ""), "none", ports);
    }

    /** Settings that send everything to an upstream with members at these ports of the loopback; one thread, so that all share its connections. */
    static String asking(String credentials, String backup, int... ports) {
        var members = IntStream.of(ports).mapToObj("'127.0.0.1:%d'"::formatted).collect(Collectors.joining(", "));
        return """
            name: branch
            threads: 1
            upstreams: [{name: hq, members: [%s], credentials: %s}]
            routes: [{name: internet, match: any, to: hq, backup: %s}]
            """.formatted(members, credentials, backup);
    }

    /** The value of an upstream's {@code credentials}; {@code more} is written after the rest, as {@code unchallenged: continue}. */
    static String credentials(Stage stage, String schemes, String password, String more) {
        var secret = stage.folder().resolve("secret");
        try {
            Files.writeString(secret, password + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + secret, e);
        }
        return "{user: %s, password: 'file:%s', schemes: [%s]%s}".formatted(USER, secret, schemes, more.isEmpty() ? "" : ", " + more);
    }
}
