// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswdTest {
    @TempDir
    Path folder;

    @Test
    void an_account_is_made_and_its_password_verified() throws IOException {
        var made = Typed.in(folder).answering("pass word", "pass word").run("passwd", "--file", "accounts", "alice");
        assertThat(made.exitCode()).isZero();
        assertThat(made.err()).isEqualTo("catena: added alice to %s\n".formatted(folder.resolve("accounts")));
        assertThat(Files.readString(folder.resolve("accounts"))).contains("alice:$argon2id$").doesNotContain("pass word");

        assertThat(Typed.in(folder).piping("pass word\n").run("passwd", "--file", "accounts", "--stdin", "--verify", "alice").exitCode()).isZero();
        assertThat(Typed.in(folder).answering("other").run("passwd", "--file", "accounts", "--verify", "alice").exitCode()).isEqualTo(1);
    }

    @Test
    void the_password_may_come_from_a_pipe_and_change_later() {
        assertThat(Typed.in(folder).piping("one\r\nrest").run("passwd", "--file", "accounts", "--stdin", "alice").exitCode()).isZero();
        assertThat(Typed.in(folder).answering("one").run("passwd", "--file", "accounts", "--verify", "alice").exitCode()).isZero();

        var changed = Typed.in(folder).piping("two").run("passwd", "--file", "accounts", "--stdin", "alice");
        assertThat(changed.err()).contains("changed the password of alice");
        assertThat(Typed.in(folder).answering("one").run("passwd", "--file", "accounts", "--verify", "alice").exitCode()).isEqualTo(1);
    }

    @Test
    void two_different_answers_change_nothing() {
        var result = Typed.in(folder).answering("one", "two").run("passwd", "--file", "accounts", "alice");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("the two passwords differ");
        assertThat(folder.resolve("accounts")).doesNotExist();
    }

    @Test
    void groups_are_given_kept_and_changed() throws IOException {
        Typed.in(folder).piping("one").run("passwd", "--file", "accounts", "--stdin", "--group", "Staff", "--group", "Domain Users", "alice");
        assertThat(Files.readString(folder.resolve("accounts"))).contains(":groups=Staff,Domain Users\n");

        Typed.in(folder).piping("two").run("passwd", "--file", "accounts", "--stdin", "alice");
        assertThat(Files.readString(folder.resolve("accounts"))).as("another password changes no group").contains(":groups=Staff,Domain Users\n");

        var changed = Typed.in(folder).run("passwd", "--file", "accounts", "--regroup", "--group", "Guests", "alice");
        assertThat(changed.err()).isEqualTo("catena: alice is in Guests now\n");
        assertThat(Files.readString(folder.resolve("accounts"))).contains(":groups=Guests\n");
        assertThat(Typed.in(folder).answering("two").run("passwd", "--file", "accounts", "--verify", "alice").exitCode()).isZero();

        Typed.in(folder).run("passwd", "--file", "accounts", "--regroup", "alice");
        assertThat(Files.readString(folder.resolve("accounts"))).doesNotContain("groups");
        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--regroup", "bob").exitCode()).isEqualTo(1);
        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--regroup", "--group", "a,b", "alice").err()).contains("comma");
    }

    @Test
    void accounts_are_listed_and_deleted() {
        Typed.in(folder).piping("x").run("passwd", "--file", "accounts", "--stdin", "alice");
        Typed.in(folder).piping("x").run("passwd", "--file", "accounts", "--stdin", "CORP\\bob");
        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--list").out()).isEqualTo("alice\nCORP\\bob\n");

        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--delete", "alice").exitCode()).isZero();
        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--list").out()).isEqualTo("CORP\\bob\n");
        assertThat(Typed.in(folder).run("passwd", "--file", "accounts", "--delete", "alice").exitCode()).isEqualTo(1);
    }

    @Test
    void the_accounts_are_beside_the_settings_file() throws IOException {
        Files.writeString(folder.resolve("catena.yaml"), "version: 1\n");

        Typed.in(folder).piping("x").run("passwd", "--stdin", "alice");

        assertThat(folder.resolve("accounts")).exists();
    }

    @Test
    void a_name_or_password_that_no_client_can_send_is_refused() {
        var colon = Typed.in(folder).piping("x").run("passwd", "--file", "accounts", "--stdin", "a:b");
        assertThat(colon.exitCode()).isEqualTo(1);
        assertThat(colon.err()).contains("colon");

        assertThat(Typed.in(folder).piping("\n").run("passwd", "--file", "accounts", "--stdin", "alice").err()).contains("password is empty");
    }

    @Test
    void a_file_that_is_no_accounts_file_is_left_alone() throws IOException {
        Files.writeString(folder.resolve("accounts"), "alice:secret\n");

        var result = Typed.in(folder).piping("x").run("passwd", "--file", "accounts", "--stdin", "bob");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("accounts:1:").doesNotContain("secret");
        assertThat(Files.readString(folder.resolve("accounts"))).isEqualTo("alice:secret\n");
    }

    @Test
    void what_other_schemes_need_is_stored_only_when_asked_for_and_said_so() throws IOException {
        var made = Typed.in(folder).piping("pass").run("passwd", "--file", "accounts", "--stdin", "--digest", "--ntlm", "alice");
        assertThat(made.exitCode()).isZero();
        assertThat(made.err()).contains("as good as the password of alice");
        assertThat(Files.readString(folder.resolve("accounts"))).contains(":digest-sha-256=Catena,").contains(":nt=").doesNotContain("digest-md5");

        Typed.in(folder).piping("other").run("passwd", "--file", "accounts", "--stdin", "alice");
        assertThat(Files.readString(folder.resolve("accounts"))).as("of the former password").doesNotContain(":nt=").doesNotContain("digest");
    }
}
