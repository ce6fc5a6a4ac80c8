// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WindowsDomainTest {
    private static final Duration PROGRAM = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void it_judges_passwords_and_tells_of_each_once() {
        var domain = WindowsDomain.shared();
        int before = domain.logIns(DomainAccount.BOB).size();

        assertThat(accepts(domain, DomainAccount.BOB, DomainAccount.BOB.password())).isTrue();
        assertThat(accepts(domain, DomainAccount.BOB, "guessed")).isFalse();
        assertThat(domain.badPasswords(DomainAccount.BOB)).isEqualTo(1);
        assertThat(accepts(domain, DomainAccount.DISABLED, DomainAccount.DISABLED.password())).isFalse();
        assertThat(accepts(domain, DomainAccount.EXPIRED, DomainAccount.EXPIRED.password())).isFalse();

        assertThat(domain.logIns(DomainAccount.BOB).subList(before, before + 2)).extracting(DomainLogIn::status)
            .containsExactly("NT_STATUS_OK", "NT_STATUS_WRONG_PASSWORD");
        domain.unlock(DomainAccount.BOB);
    }

    @Test
    void five_wrong_passwords_lock_an_account() {
        var domain = WindowsDomain.shared();
        for (int i = 0; i < 5; i++) {
            assertThat(accepts(domain, DomainAccount.CAROL, "guessed")).isFalse();
        }
        assertThat(domain.isLockedOut(DomainAccount.CAROL)).isTrue();
        assertThat(accepts(domain, DomainAccount.CAROL, DomainAccount.CAROL.password())).isFalse();
        domain.unlock(DomainAccount.CAROL);
        assertThat(accepts(domain, DomainAccount.CAROL, DomainAccount.CAROL.password())).isTrue();
    }

    @Test
    void it_gives_tickets_survives_a_crash_and_may_be_wrong_about_the_time() {
        var domain = WindowsDomain.shared();
        var klist = Peers.require("klist").run(PROGRAM, folder, domain.environment(DomainAccount.ALICE)).succeeded();
        assertThat(klist.out()).contains("alice@CORP.TEST");

        domain.crash();
        assertThat(accepts(domain, DomainAccount.ALICE, DomainAccount.ALICE.password())).isFalse();
        domain.restart(Duration.ofHours(-1));
        var kinit = Peers.require("kinit").run(PROGRAM, folder, domain.environment(), "-c", folder.resolve("tickets").toString(), "-k", "-t",
            domain.keytab(DomainAccount.ALICE).toString(), "alice");
        assertThat(kinit.exit()).isZero(); // it goes by the controller's clock; what the ticket says shows it
        domain.restart();
        assertThat(accepts(domain, DomainAccount.ALICE, DomainAccount.ALICE.password())).isTrue();
    }

    @Test
    void a_password_can_be_changed() {
        var domain = WindowsDomain.shared();
        domain.setPassword(DomainAccount.ALICE, "An0ther-Passw0rd");
        assertThat(accepts(domain, DomainAccount.ALICE, "An0ther-Passw0rd")).isTrue();
        domain.setPassword(DomainAccount.ALICE, DomainAccount.ALICE.password());
        assertThat(accepts(domain, DomainAccount.ALICE, DomainAccount.ALICE.password())).isTrue();
    }

    private boolean accepts(WindowsDomain domain, DomainAccount account, String password) {
        return new Peer(domain.ntlmAuth()).run(PROGRAM, folder, "--username=" + account.name(), "--password=" + password,
            "--domain=" + WindowsDomain.NAME).exit() == 0;
    }
}
