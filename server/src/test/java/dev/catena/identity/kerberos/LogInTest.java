// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.Offload;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.Password;
import dev.catena.identity.TicketSource.Ticket;
import dev.catena.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told when the KDC says no, and how often it is asked. */
class LogInTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final LockoutBudget budget = new LockoutBudget(2, Duration.ofMinutes(30), clock, new Random(1));
    private final Offload threads = new Offload("kerberos", 4, 100, DEADLINE);
    @TempDir
    Path folder;

    @AfterEach
    void close() {
        threads.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        6  | the KDC of SCRIPT.TEST does not know the account svc           | logon name
        14 | no type of encryption in common for svc                        | msDS-SupportedEncryptionTypes to 24
        18 | the account svc is disabled, locked or expired                 | unlock
        23 | the password of svc has expired                                | set a new one
        24 | the KDC of SCRIPT.TEST refused the password of svc             | check the password
        37 | differ by more than five minutes: this one is 599 s behind     | NTP
        """)
    void each_answer_of_a_kdc_has_words_and_a_remedy(int code, String why, String remedy) throws Exception {
        try (var kdc = new ScriptedKdc(code)) {
            kdc.ahead = Duration.ofSeconds(600);
            kdc.use(folder);
            var none = none(byPassword("wrong"));
            assertThat(none.why().replaceAll("(?<=is )(598|600) s", "599 s")).contains(why).doesNotContain("wrong");
            assertThat(none.remedy()).contains(remedy);
        }
    }

    @Test
    void a_refused_password_is_shown_once_and_not_again_until_it_changes() throws Exception {
        try (var kdc = new ScriptedKdc(24)) {
            kdc.use(folder);
            var wrong = byPassword("wrong");
            assertThat(none(wrong).why()).contains("refused the password");
            for (var i = 0; i < 5; i++) {
                clock.advance(Duration.ofMinutes(1));
                assertThat(none(wrong).why()).contains("this password was refused at");
            }
            assertThat(none(byPassword("wrong")).why()).contains("this password was refused at");
            assertThat(kdc.shown.get()).isEqualTo(1);
            none(byPassword("corrected"));
            assertThat(kdc.shown.get()).isEqualTo(2);
        }
    }

    @Test
    void a_kdc_that_is_not_there_costs_no_attempt_and_is_left_alone_for_a_while() throws Exception {
        var kdc = new ScriptedKdc(24);
        kdc.use(folder);
        kdc.close();
        JvmKerberos.use(folder.resolve("krb5.conf").toString());
        try {
            var source = byPassword("right");
            for (var i = 0; i < 3; i++) assertThat(none(source).why()).startsWith("no KDC of SCRIPT.TEST answers at 127.0.0.1:").contains("refused");
            assertThat(budget.ask("hq", "svc", new Password("right"))).isInstanceOf(LockoutBudget.Leave.Go.class);
        } finally {
            JvmKerberos.use("");
        }
    }

    @Test
    void without_a_realm_the_file_that_should_name_it_is_named() throws Exception {
        var conf = Files.writeString(folder.resolve("krb5.conf"), "[libdefaults]\ndns_lookup_realm = false\ndns_lookup_kdc = false\n");
        JvmKerberos.use(conf.toString());
        try {
            assertThat(none(byPassword("any")).why()).contains(conf + " names no KDC");
        } finally {
            JvmKerberos.use("");
        }
    }

    @Test
    void files_that_cannot_be_used_are_named() throws Exception {
        try (var kdc = new ScriptedKdc(24)) {
            kdc.use(folder);
            assertThat(none(source(new ServiceAccount.ByKeytab("svc", folder.resolve("gone")))).why()).isEqualTo("there is no file " + folder.resolve("gone"));
            assertThat(none(source(new ServiceAccount.ByCache(folder.resolve("gone")))).why()).isEqualTo("there is no file " + folder.resolve("gone"));
            var text = Files.writeString(folder.resolve("text"), "this is text");
            assertThat(none(source(new ServiceAccount.ByKeytab("", text))).why()).isEqualTo(text + " is not a keytab");
            assertThat(none(source(new ServiceAccount.ByCache(text))).why()).isEqualTo(text + " is not a ticket cache");
            assertThat(kdc.shown.get()).isZero();
        }
    }

    @Test
    void a_file_for_the_whole_process_has_to_be_there() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> JvmKerberos.use(folder.resolve("gone").toString()))
            .isInstanceOf(IOException.class).hasMessageContaining("gone cannot be read");
    }

    private ServiceTickets byPassword(String password) {
        return source(new ServiceAccount.ByPassword("svc", new Password(password)));
    }

    private ServiceTickets source(ServiceAccount account) {
        return new ServiceTickets("hq", "svc", account, ServiceName.OF_THE_HOST, budget, threads, DEADLINE, clock);
    }

    private static Ticket.None none(ServiceTickets source) throws Exception {
        return (Ticket.None) source.ticket("hq.script.test").toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
