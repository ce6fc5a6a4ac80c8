// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import dev.catena.scenarios.Stage;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Settings of a proxy in the domain. */
record Corp(Stage stage, WindowsDomain domain) {
    static Corp of(Stage stage) {
        return new Corp(stage, WindowsDomain.shared());
    }

    String listener(String schemes) {
        return "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [%s]}]".formatted(schemes);
    }

    /** Winbind judges log-ins. */
    String winbind() {
        return "identity: {domain: {name: %s, dns-name: %s, command: [%s, --helper-protocol=ntlm-server-1]}}"
            .formatted(WindowsDomain.NAME, WindowsDomain.DNS_NAME, domain.ntlmAuth());
    }

    /** The directory knows groups. */
    String directory() {
        return directory("ldaps://" + WindowsDomain.CONTROLLER);
    }

    String directory(String url) {
        return """
            dns: {hosts: {%s: %s}}
            identity:
              ldap: {urls: ['%s'], ca: %s, user: '%s', password: 'file:%s', base: 'DC=corp,DC=test', domain: CORP}
            """.formatted(WindowsDomain.CONTROLLER, domain.address(), url, domain.authority(), DomainAccount.CHAIN.full(), secret());
    }

    private String secret() {
        try {
            return Files.writeString(stage.folder().resolve("ldap-password"), DomainAccount.CHAIN.password() + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only the staff may pass. */
    static String onlyStaff() {
        return """
            policy:
            - {name: staff, match: {group: 'CORP\\Staff'}, do: allow}
            - {name: others, match: any, do: deny}
            """;
    }

    static String right(DomainAccount account) {
        return account.full() + ":" + account.password();
    }
}
