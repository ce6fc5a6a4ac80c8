// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many guesses reach a domain. The domain here answers when the test says so. */
class DomainBudgetTest {
    private static final Attempt WRONG = new Attempt.Wrong("CORP\\alice", "wrong");
    private static final Attempt RIGHT = new Attempt.Right(Principal.ANONYMOUS, "");
    private static final Attempt NOBODY = new Attempt.Unavailable("no domain controller");

    private final TestClock clock = new TestClock();
    private final DomainBudget budget = new DomainBudget(
        new ThrottleSettings(5, 50, Duration.ofSeconds(1), Duration.ofMinutes(5), 3, Duration.ofMinutes(10), 100), clock);
    private final Deque<CompletableFuture<Attempt>> domain = new ArrayDeque<>();
    private int asked;

    @Test
    void a_hundred_guesses_at_once_are_no_more_than_the_budget() {
        var outcomes = IntStream.range(0, 100).mapToObj(_ -> logIn("CORP\\alice")).toList();
        assertThat(asked).isEqualTo(3);
        answerAll(WRONG);
        assertThat(asked).isEqualTo(3);
        assertThat(outcomes.stream().filter(outcome -> outcome.join() instanceof Attempt.Throttled)).hasSize(97);
    }

    @Test
    void a_hundred_right_log_ins_at_once_are_all_judged() {
        var outcomes = IntStream.range(0, 100).mapToObj(_ -> logIn("CORP\\alice")).toList();
        answerAll(RIGHT);
        assertThat(asked).isEqualTo(100);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.join()).isEqualTo(RIGHT));
    }

    @Test
    void the_window_passes() {
        fail(3);
        assertThat(logIn("CORP\\alice").join()).isInstanceOfSatisfying(Attempt.Throttled.class, throttled -> {
            assertThat(throttled.left()).isEqualTo(Duration.ofMinutes(10));
            assertThat(throttled.why()).contains("CORP\\alice").contains("600 s").contains("lock the account");
        });
        clock.advance(Duration.ofMinutes(10));
        logIn("CORP\\alice");
        answerAll(RIGHT);
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void a_right_password_forgives_and_a_domain_that_is_away_is_not_counted() {
        fail(2);
        logIn("CORP\\alice");
        answerAll(RIGHT);
        fail(2);
        logIn("CORP\\alice");
        answerAll(NOBODY);
        logIn("CORP\\alice");
        assertThat(asked).isEqualTo(7);
    }

    @Test
    void accounts_are_counted_apart_and_without_regard_to_case() {
        fail(3);
        assertThat(logIn("corp\\ALICE").join()).isInstanceOf(Attempt.Throttled.class);
        assertThat(logIn("CORP\\bob").isDone()).isFalse();
    }

    @Test
    void no_more_wait_than_allowed() {
        var outcomes = IntStream.range(0, DomainBudget.WAITING_MAX + 4).mapToObj(_ -> logIn("CORP\\alice")).toList();
        assertThat(outcomes.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join)).hasSize(1)
            .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Attempt.Unavailable.class));
    }

    private void fail(int times) {
        IntStream.range(0, times).forEach(_ -> {
            logIn("CORP\\alice");
            answerAll(WRONG);
        });
    }

    private CompletableFuture<Attempt> logIn(String account) {
        return budget.ask(account, () -> {
            asked++;
            var answer = new CompletableFuture<Attempt>();
            domain.add(answer);
            return answer;
        }).toCompletableFuture();
    }

    private void answerAll(Attempt answer) {
        while (!domain.isEmpty()) List.of(domain.remove()).forEach(asking -> asking.complete(answer));
    }
}
