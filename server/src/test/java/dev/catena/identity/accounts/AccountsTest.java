// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.Ha1;
import dev.catena.identity.ntlm.NtHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    private final PasswordHash hash = PasswordHash.of("correct horse".toCharArray(), new SecureRandom());
    private Path file;

    @BeforeEach
    void file(@TempDir Path folder) {
        file = folder.resolve("accounts");
    }

    @Test
    void what_is_written_is_read_in_the_same_order() throws IOException {
        Accounts.read(file).with(new Account("zoe", hash)).with(new Account("CORP\\adam", hash)).write(file);

        var accounts = Accounts.read(file);
        assertThat(accounts.names()).containsExactly("zoe", "CORP\\adam");
        assertThat(accounts.find("zoe").orElseThrow().hash().matches("correct horse".toCharArray())).isTrue();
        assertThat(accounts.without("zoe").names()).containsExactly("CORP\\adam");
    }

    @Test
    void a_new_file_is_for_its_owner_only() throws IOException {
        Accounts.read(file).with(new Account("zoe", hash)).write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(file::equals);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).as("no temporary file stays").hasSize(1);
        }
    }

    @Test
    void a_group_that_could_read_can_still_read_and_others_no_longer() throws IOException {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        Accounts.read(file).with(new Account("zoe", hash)).write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    @Test
    void a_link_stays_a_link() throws IOException {
        var link = Files.createSymbolicLink(file.resolveSibling("link"), file);
        Files.writeString(file, "");

        Accounts.read(link).with(new Account("zoe", hash)).write(link);

        assertThat(link).isSymbolicLink();
        assertThat(Accounts.read(file).names()).containsExactly("zoe");
    }

    @Test
    void a_name_is_the_same_however_its_accents_were_typed() throws IOException {
        assertThat(Accounts.read(file).with(new Account("Zo\u00eb", hash)).find("Zoe\u0308")).map(Account::hash).contains(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:b", "a\nb", "tab\t", "#zoe", " zoe"})
    void a_name_that_no_client_can_send_is_refused(String name) {
        assertThatThrownBy(() -> Accounts.checkedName(name)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("the user name ");
    }

    @Test
    void a_faulty_line_is_named() throws IOException {
        Files.writeString(file, "# heading\n\nzoe:secret\n");

        assertThatThrownBy(() -> Accounts.read(file)).hasMessageStartingWith(file + ":3: not an Argon2id hash")
            .hasMessageNotContaining("secret");
    }

    @Test
    void a_name_that_is_there_twice_is_a_fault() throws IOException {
        Files.writeString(file, "zoe:%1$s\nzoe:%1$s\n".formatted(hash.toPhc()));

        assertThatThrownBy(() -> Accounts.read(file)).hasMessage(file + ":2: 'zoe' is there twice");
    }

    @Test
    void what_digest_and_ntlm_need_is_kept_beside_the_hash() throws IOException {
        var password = "correct horse".toCharArray();
        var account = new Account("zoe", hash).withDigest(DigestAlgorithm.SHA_256, "Catena 7", password)
            .withDigest(DigestAlgorithm.MD5, "Catena 7", password).withNtHash(password);
        Accounts.NONE.with(account).write(file);

        var read = Accounts.read(file).findIgnoringCase("ZOE").orElseThrow();
        assertThat(read.ha1(DigestAlgorithm.MD5, "Catena 7")).contains(Ha1.of(DigestAlgorithm.MD5, "zoe", "Catena 7", "correct horse"));
        assertThat(read.ha1(DigestAlgorithm.SHA_256, "another realm")).isEmpty();
        assertThat(read.ntHash()).contains(NtHash.ofPassword(password));
        assertThat(read.toString()).doesNotContain("correct").contains("****");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nt=00", "digest-md5=r,00", "digest-md5=,00000000000000000000000000000000", "plain=secret", "", "NT=00000000000000000000000000000000"})
    void a_column_nobody_wrote_is_a_fault_and_not_repeated(String column) throws IOException {
        Files.writeString(file, "zoe:%s:%s\n".formatted(hash.toPhc(), column));

        assertThatThrownBy(() -> Accounts.read(file)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(file + ":1: ").hasMessageNotContaining("secret");
    }
}
