// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import dev.catena.identity.ntlm.NtlmProof;
import dev.catena.identity.ntlm.NtlmRefusal;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a process that speaks the helper's protocol and does what the user's name says, and against Samba's own without a domain. */
class WinbindJudgeTest {
    private static final String HELPER = """
        echo started >> "$0.starts"
        while IFS= read -r line; do
            case $line in
                "Username:: "*) user=$(printf %s "${line#*:: }" | base64 -d) ;;
                "NT-Domain:: "*) domain=$(printf %s "${line#*:: }" | base64 -d) ;;
                "LANMAN-Challenge: "*) challenge=${line#*: } ;;
                "NT-Response: "*) response=${line#*: } ;;
                .)
                    case $user in
                        alice|žofie)
                            if [ "$domain/$challenge/$response" = "CORP/0102030405060708/0a0b" ]; then
                                printf 'Authenticated: Yes\\nUser-Session-Key: 000102030405060708090A0B0C0D0E0F\\n'
                            fi ;;
                        bob) printf 'Authenticated: No\\nAuthentication-Error:: %s\\n' "$(printf 'Logon failure' | base64)"; echo . ;;
                        locked) printf 'Authenticated: No\\nAuthentication-Error: Account locked out\\n.\\n' ;;
                        lost) printf 'Authenticated: No\\nAuthentication-Error: No logon servers\\n' ;;
                        keyless) printf 'Authenticated: Yes\\n' ;;
                        nonsense) yes nonsense | head -n 100 ;;
                        hangs) exec tail -f /dev/null ;;
                        dies) echo 'I die' >&2; exit 3 ;;
                        *) echo 'Error: who?' ;;
                    esac
                    echo . ;;
            esac
        done
        """;

    private final TestClock clock = new TestClock();
    private final DomainCounts counts = new DomainCounts();
    private WinbindJudge judge;
    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        if (judge != null) {
            judge.close();
        }
    }

    @Test
    void verdicts_are_what_the_domain_says() throws IOException {
        start(2, 16, Duration.ofSeconds(10));
        assertThat(ask("alice")).isInstanceOfSatisfying(Judgement.Right.class,
            right -> assertThat(right.sessionBaseKey()).isEqualTo(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
        assertThat(ask("žofie")).isInstanceOf(Judgement.Right.class);
        assertThat(ask("bob")).isEqualTo(new Judgement.Wrong(NtlmRefusal.WRONG_PASSWORD, "there is no such user, or the password is wrong"));
        assertThat(ask("locked")).isEqualTo(new Judgement.Wrong(NtlmRefusal.ACCOUNT, "the domain says: Account locked out"));
        assertThat(ask("lost")).isInstanceOf(Judgement.Unavailable.class);
        assertThat(ask("bob\n.\nUsername: alice")).as("a name adds no line").isInstanceOf(Judgement.Unavailable.class);
    }

    @Test
    void no_log_in_gets_the_verdict_of_another() throws IOException {
        start(1, 256, Duration.ofSeconds(10));
        for (var user : List.of("bob", "alice", "bob", "locked", "alice", "alice", "locked", "bob", "alice")) {
            assertThat(ask(user) instanceof Judgement.Right).as(user).isEqualTo(user.equals("alice"));
        }
        assertThat(counts.of(DomainCounts.Verdict.RIGHT)).isEqualTo(4);
        assertThat(counts.of(DomainCounts.Verdict.WRONG)).isEqualTo(5);
        assertThat(counts.starts()).isEqualTo(1);
        assertThat(judge.helpers()).isEqualTo(1);
    }

    @Test
    void a_helper_that_ends_or_talks_nonsense_is_replaced_at_once_and_later_left_alone_for_a_while() throws IOException {
        start(1, 16, Duration.ofSeconds(10));
        assertThat(ask("dies")).isEqualTo(new Judgement.Unavailable("winbind's helper failed: it ended instead of answering"));
        assertThat(ask("alice")).isInstanceOf(Judgement.Right.class);
        assertThat(ask("nonsense")).isEqualTo(new Judgement.Unavailable("winbind's helper failed: its answer has no end"));
        assertThat(ask("keyless")).isEqualTo(new Judgement.Unavailable("winbind's helper failed: it gave no session key"));
        assertThat(ask("alice")).isEqualTo(new Judgement.Unavailable("winbind's helper fails again and again: it gave no session key"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ask("alice")).isInstanceOf(Judgement.Right.class);
    }

    @Test
    void a_helper_that_hangs_is_replaced_when_the_deadline_is_over() throws IOException {
        start(1, 16, Duration.ofMillis(300));
        assertThat(ask("hangs")).isEqualTo(new Judgement.Unavailable("winbind gave no verdict within 300 ms"));
        Patience.until("another helper judges", Patience.USUAL, () -> ask("alice") instanceof Judgement.Right);
    }

    @Test
    void log_ins_beyond_the_queue_are_told_to_come_again() throws IOException {
        start(1, 2, Duration.ofSeconds(30));
        var asked = IntStream.range(0, 10).mapToObj(_ -> judge.judge(proof("hangs")).toCompletableFuture()).toList();
        assertThat(asked.stream().filter(CompletableFuture::isDone).count()).isBetween(7L, 8L);
        judge.close();
        assertThat(asked).allSatisfy(verdict -> assertThat(verdict.join()).isInstanceOf(Judgement.Unavailable.class));
    }

    @Test
    void no_more_helpers_run_than_allowed() throws IOException {
        start(3, 256, Duration.ofSeconds(30));
        var asked = IntStream.range(0, 100).mapToObj(_ -> judge.judge(proof("alice")).toCompletableFuture()).toList();
        assertThat(asked).allSatisfy(verdict -> assertThat(verdict.join()).isInstanceOf(Judgement.Right.class));
        assertThat(Files.readAllLines(folder.resolve("helper.starts"))).hasSizeBetween(1, 3);
    }

    @Test
    void a_helper_that_does_not_exist_is_named() {
        judge = new WinbindJudge(settings(List.of(folder + "/none"), 1, 1, Duration.ofSeconds(10)), clock, counts);
        assertThat(ask("alice")).isInstanceOfSatisfying(Judgement.Unavailable.class,
            unavailable -> assertThat(unavailable.words()).contains("it does not start", folder + "/none"));
    }

    @Test
    void samba_without_a_domain_is_unavailable_not_a_wrong_password() {
        var program = Peers.require("ntlm_auth").program().toString();
        judge = new WinbindJudge(settings(List.of(program, "--helper-protocol=ntlm-server-1"), 1, 1, Duration.ofSeconds(10)), clock, counts);
        assertThat(ask("alice")).isInstanceOf(Judgement.Unavailable.class);
    }

    private void start(int helpers, int queue, Duration deadline) throws IOException {
        var script = Files.writeString(folder.resolve("helper"), HELPER);
        judge = new WinbindJudge(settings(List.of("bash", script.toString()), helpers, queue, deadline), clock, counts);
    }

    private Judgement ask(String user) {
        return judge.judge(proof(user)).toCompletableFuture().join();
    }

    private static NtlmProof proof(String user) {
        return new NtlmProof(user, "CORP", "", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, new byte[] {10, 11});
    }

    private static DomainSettings settings(List<String> command, int helpers, int queue, Duration deadline) {
        return new DomainSettings("CORP", "", List.of(), "", command, helpers, queue, deadline);
    }
}
