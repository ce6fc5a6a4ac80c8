// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import dev.catena.scenarios.Stage;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What a proxy of the domain says in its settings. */
final class Office {
    private Office() {}

    /** The domain's names, and where its Kerberos is. */
    static String inDomain(WindowsDomain domain) {
        return domain.dnsYaml() + "\nidentity: {krb5-conf: '%s'}\n".formatted(domain.krb5Conf());
    }

    static String listener(String schemes) {
        return "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [%s]}]".formatted(schemes);
    }

    /** Settings that send everything to the head office at {@code port}, with these credentials. */
    static String asking(String credentials, int port) {
        return """
            name: branch
            threads: 1
            upstreams: [{name: hq, members: ['hq.corp.test:%d'], credentials: %s}]
            routes: [{name: internet, match: any, to: hq}]
            """.formatted(port, credentials);
    }

    /** The value of an upstream's {@code credentials}: the domain's account for chains, by these schemes; without the domain where Squid's Digest is among them. */
    static String credentials(Stage stage, String schemes, String password) {
        var user = schemes.contains("digest") ? DomainAccount.CHAIN.name() : DomainAccount.CHAIN.full();
        return "{user: '%s', password: 'file:%s', schemes: [%s]}".formatted(user, secret(stage, password), schemes);
    }

    static Path secret(Stage stage, String password) {
        var secret = stage.folder().resolve("secret");
        try {
            Files.writeString(secret, password + "\n");
            return Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + secret, e);
        }
    }
}
