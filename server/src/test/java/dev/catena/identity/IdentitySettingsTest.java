// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be written of identities and credentials, and what is said of the rest. */
class IdentitySettingsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{user: 'CORP\\branch7', password: hunter2}|the secret itself must not be written here",
        "{user: u, schemes: [kerberos]}|kerberos",
        "{user: u, schemes: []}|the list is empty",
        "{schemes: [ntlm]}|there is no user",
        "{user: 'a:b'}|colon",
        "{user: 'CORP\\'}|a domain and no user",
        "{user: u, schemes: [ntlm], basic-in-cleartext: true}|has no effect: basic is not among the schemes",
        "{keytab: /k, schemes: [ntlm], user: u}|negotiate is not among the schemes",
        "{keytab: /k, ticket-cache: /c, schemes: [negotiate]}|there is a keytab, too",
        "{ticket-cache: 'KEYRING:persistent:0', schemes: [negotiate]}|only caches in files can be read",
        "{schemes: [negotiate]}|nothing says who we are to the KDC",
        "{user: u, spn: 'http://hq', schemes: [negotiate]}|is not the name of a service",
        "{user: u, as: pass-through}|has no effect: with pass-through"})
    void faulty_credentials_are_told(String yaml, String fault) throws IOException {
        assertThat(faults(CredentialSettings.class, yaml)).contains(fault).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{accounts: /etc/accounts}|write file:PATH", "{realm: 'a,b'}|comma", "{digest: []}|the list is empty", "{principal: HTTP/proxy}|there is no keytab", "{digest: [sha-512]}|sha-512",
        "{domain: {name: corp.example.with.dots.and.more}}|write the short name, such as CORP", "{domain: {dns-name: corp.example}}|name",
        "{domain: {name: CORP, command: [/usr/bin/ntlm_auth]}}|add --helper-protocol=ntlm-server-1",
        "{domain: {name: CORP, command: []}}|the list is empty",
        "{domain: {name: CORP, dns-name: 'corp example'}}|is not a DNS name",
        "{ldap: {urls: [], base: DC=corp}}|the list is empty",
        "{ldap: {urls: ['http://dc1'], base: DC=corp}}|is not ldap:// or ldaps://",
        "{ldap: {urls: ['ldaps://dc1'], base: corp.example}}|write one such as DC=corp,DC=example",
        "{ldap: {urls: ['ldaps://dc1'], base: DC=corp, user-filter: (uid=alice)}}|it has no {user}",
        "{ldap: {urls: ['ldaps://dc1'], base: DC=corp, user-filter: 'uid={user}('}}|it is not a filter",
        "{ldap: {urls: ['ldaps://dc1'], base: DC=corp, group-filter: (member=x)}}|it has no {user}",
        "{ldap: {urls: ['ldaps://dc1'], base: DC=corp, nested: true}}|tokenGroups has nested groups anyway",
        "{ldap: {urls: ['ldaps://dc1'], base: DC=corp, password: hunter2}}|the secret itself must not be written here",
        "{ldap: {urls: ['ldap://dc1.corp.example'], base: DC=corp, starttls: false}}|everybody on the way to dc1.corp.example:389 can read passwords"})
    void faulty_identities_are_told(String yaml, String fault) throws IOException {
        assertThat(faults(IdentitySettings.class, yaml)).contains(fault);
    }

    @Test
    void a_keytab_needs_no_password_unless_another_scheme_does() throws IOException {
        var alone = (Reading.Usable<CredentialSettings>) read(CredentialSettings.class, "{user: u, keytab: /k, schemes: [negotiate]}");
        assertThat(HopCredentials.of(alone.value(), _ -> null).password().isEmpty()).isTrue();
        var both = (Reading.Usable<CredentialSettings>) read(CredentialSettings.class, "{user: u, keytab: /k, schemes: [negotiate, ntlm]}");
        assertThatThrownBy(() -> HopCredentials.of(both.value(), _ -> null)).hasMessageContaining("CATENA_UPSTREAM_PASSWORD is not set");
    }

    @Test
    void what_is_written_is_what_is_used() throws IOException {
        var settings = read(CredentialSettings.class, "{user: 'CORP\\branch7', password: env:HQ, schemes: [ntlm, basic]}");
        var credentials = HopCredentials.of(((Reading.Usable<CredentialSettings>) settings).value(), Map.of("HQ", "hunter2")::get);

        assertThat(credentials.fullName()).isEqualTo("CORP\\branch7");
        assertThat(credentials.domain()).isEqualTo("CORP");
        assertThat(credentials.password().reveal()).isEqualTo("hunter2");
        assertThat(credentials.mustBeChallenged()).isTrue();
        assertThat(credentials.toString()).doesNotContain("hunter2");
        assertThat(HopCredentials.of(CredentialSettings.none(), _ -> null)).isEqualTo(HopCredentials.NONE);
        assertThat(SettingsReader.initial(IdentitySettings.class).realm()).isEqualTo("Catena");
    }

    private String faults(Class<? extends Record> type, String yaml) throws IOException {
        var faults = switch (read(type, yaml)) {
            case Reading.Usable<?>(_, var warnings) -> warnings;
            case Reading.Faulty<?>(var errors) -> errors;
        };
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    private <T extends Record> Reading<T> read(Class<T> type, String yaml) throws IOException {
        return SettingsReader.of(type).read(Files.writeString(folder.resolve("settings.yaml"), yaml), List.of());
    }
}
