// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.kerberos.Enctype;
import dev.catena.identity.kerberos.KerberosReport;
import dev.catena.identity.kerberos.KerberosReport.Standing;
import dev.catena.identity.kerberos.Keytab;
import dev.catena.identity.kerberos.TicketCache;
import dev.catena.identity.kerberos.TicketReport;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KerberosExaminationTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String US = "HTTP/proxy.corp.test@CORP.TEST";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PT0S, ok, the clocks agree", "PT-59S, ok, 59 s behind its own", "PT2M, warning, 120 s ahead", "PT-6M, failure, more than 5 minutes are refused"})
    void the_clock_is_held_to_what_a_kdc_takes(Duration ahead, String result, String said) {
        var checks = KerberosExamination.realm(report(new Standing.Answers(ahead, Duration.ofMillis(3))));
        assertThat(checks).singleElement().satisfies(check -> {
            assertThat(check.word()).isEqualTo(result);
            assertThat(check.result().sentence()).contains(said);
        });
    }

    @Test
    void one_silent_kdc_is_a_warning_and_all_of_them_a_failure() {
        var silent = new Standing.Silent("connection refused");
        assertThat(KerberosExamination.realm(report(silent, new Standing.Answers(Duration.ZERO, Duration.ZERO)))).extracting(Check::word)
            .containsExactly("warning", "ok");
        assertThat(KerberosExamination.realm(report(silent, silent))).extracting(Check::word).containsExactly("failure", "failure");
        assertThat(KerberosExamination.realm(report())).extracting(Check::word).containsExactly("failure");
        assertThat(KerberosExamination.realm(new KerberosReport("", List.of()))).extracting(Check::word).containsExactly("failure");
    }

    private static KerberosReport report(Standing... standings) {
        return new KerberosReport("CORP.TEST", List.of(standings).stream().map(each -> new KerberosReport.Kdc(new HostPort("dc.corp.test", 88), each)).toList());
    }

    @ParameterizedTest
    @CsvSource({"18, '*', ok, has keys", "17, HTTP/proxy.corp.test@CORP.TEST, ok, kvno", "23, '', failure, weak keys only",
        "18, HTTP/alias.corp.test@CORP.TEST, failure, has no key of HTTP/alias.corp.test@CORP.TEST; it has HTTP/proxy.corp.test@CORP.TEST"})
    void a_keytab_needs_a_strong_key_of_whom_clients_ask_for(int enctype, String principal, String result, String said) {
        var keytab = new Keytab(folder.resolve("keytab"), List.of(new Keytab.Entry(US, 4, new Enctype(enctype), NOW)));
        var check = KerberosExamination.keytab("clients", keytab, principal);
        assertThat(check.word()).isEqualTo(result);
        assertThat(check.result().sentence()).contains(said);
        if (!said.contains("no key of")) assertThat(check.details()).singleElement().asString().contains(US, "kvno 4", "2026-11-25T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"PT8H, ok, good until", "PT10M, warning, ends in 10 minutes", "PT-1S, failure, ended at"})
    void a_ticket_that_runs_out_is_told_in_time(Duration left, String result, String said) {
        var ticket = new TicketReport("krbtgt/CORP.TEST@CORP.TEST", "svc@CORP.TEST", new Enctype(18), NOW.minusSeconds(60), NOW.plus(left), Instant.EPOCH);
        var check = KerberosExamination.cache("hq", new TicketCache(folder.resolve("cc"), "svc@CORP.TEST", List.of(ticket)), NOW);
        assertThat(check.word()).isEqualTo(result);
        assertThat(check.result().sentence()).contains(said);
        assertThat(KerberosExamination.cache("hq", new TicketCache(folder.resolve("cc"), "svc@CORP.TEST", List.of()), NOW).word()).isEqualTo("failure");
    }

    @Test
    void files_that_are_not_there_are_failures_and_without_kerberos_nothing_is_looked_at() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var conf = Files.writeString(folder.resolve("krb5.conf"),
            "[libdefaults]\ndefault_realm = A.TEST\n[realms]\nA.TEST = {\nkdc = 127.0.0.1:%d\n}\n".formatted(free));
        var checks = new KerberosExamination(conf, List.of(new KerberosExamination.Source.KeytabFile("clients", folder.resolve("none"), "*"),
            new KerberosExamination.Source.TicketCacheFile("hq", folder.resolve("none"))), InstantSource.system()).run();
        assertThat(checks).extracting(Check::word).containsExactly("failure", "failure", "failure");
        assertThat(checks).extracting(Check::subject).containsExactly("A.TEST, KDC 127.0.0.1:" + free, "keytab of clients", "tickets of hq");
        assertThat(new KerberosExamination(folder.resolve("none"), List.of(), InstantSource.system()).run()).isEmpty();
    }
}
