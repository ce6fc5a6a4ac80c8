// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One person, one name. */
class DomainUsersTest {
    private static final String DOMAIN = "{domain: {name: corp, dns-name: corp.example, trusted: [PARTNER]}}";
    private static final String DIRECTORY = "{ldap: {urls: ['ldaps://dc1'], base: 'DC=corp,DC=example', domain: CORP}}";
    private static final String PLAIN = "{ldap: {urls: ['ldaps://dc1'], base: 'DC=corp,DC=example'}}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice|CORP\\alice|true", "CORP\\alice|CORP\\alice|true", "corp\\alice|CORP\\alice|true", "Corp.Example\\alice|CORP\\alice|true",
        "alice@corp.example|CORP\\alice|true", "alice@CORP.EXAMPLE|CORP\\alice|true", "alice@corp|CORP\\alice|true",
        "PARTNER\\alice|PARTNER\\alice|true", "partner\\alice|PARTNER\\alice|true", "STRANGER\\alice|STRANGER\\alice|false",
        "alice@stranger.example|alice@stranger.example|false", "LAPTOP7\\alice|LAPTOP7\\alice|false"})
    void a_domains_user_has_one_name(String written, String shown, boolean admitted) throws IOException {
        var users = users(DOMAIN);
        assertThat(users.principal(written, Scheme.BASIC).shown()).isEqualTo(shown);
        assertThat(users.admits(users.principal(written, Scheme.BASIC))).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"alice|alice", "alice@corp.example|CORP\\alice", "CORP.EXAMPLE\\alice|CORP\\alice", "OTHER\\alice|OTHER\\alice"})
    void a_directory_names_its_users_after_its_domain(String written, String shown) throws IOException {
        assertThat(users(DIRECTORY).principal(written, Scheme.BASIC).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"alice|alice", "alice@corp.example|alice@corp.example", "CORP.EXAMPLE\\alice|CORP.EXAMPLE\\alice"})
    void nobody_becomes_a_plain_name_that_an_account_of_our_own_may_have(String written, String shown) throws IOException {
        assertThat(users(PLAIN).principal(written, Scheme.BASIC).shown()).isEqualTo(shown);
    }

    private DomainUsers users(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("identity.yaml"), yaml);
        return new DomainUsers(((Reading.Usable<IdentitySettings>) SettingsReader.of(IdentitySettings.class).read(file, List.of())).value());
    }
}
