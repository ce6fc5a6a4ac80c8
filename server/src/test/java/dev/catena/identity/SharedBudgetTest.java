// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.TestClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two members of an array that tell each other what becomes of log-ins: one budget. */
class SharedBudgetTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
    private static final ThrottleSettings LIMITS = new ThrottleSettings(3, 50, Duration.ofSeconds(1), Duration.ofMinutes(5), 3, Duration.ofMinutes(10), 100);
    private static final byte[] KEY = new byte[32];

    private final TestClock clock = new TestClock();
    private final List<LogInEvent> told = new ArrayList<>();
    private final LockoutBudget here = new LockoutBudget(3, Duration.ofMinutes(15), clock, new Random(1));
    private final LockoutBudget there = new LockoutBudget(3, Duration.ofMinutes(15), clock, new Random(2));
    private final Throttle throttleHere = new Throttle(LIMITS, clock);
    private final Throttle throttleThere = new Throttle(LIMITS, clock);
    private final DomainBudget domainHere = new DomainBudget(LIMITS, clock);
    private final DomainBudget domainThere = new DomainBudget(LIMITS, clock);

    @BeforeEach
    void connect() {
        here.tell(KEY, this::hear);
        there.tell(KEY, told::add);
        throttleHere.tell(this::hear);
        throttleThere.tell(told::add);
        domainHere.tell(this::hear);
        domainThere.tell(told::add);
    }

    private void hear(LogInEvent event) {
        told.add(event);
        switch (event) {
            case LogInEvent.HopRefused refused -> there.refusedElsewhere(refused);
            case LogInEvent.Failed(var account, var client) -> throttleThere.counted(account, client);
            case LogInEvent.Succeeded(var account, var client) -> throttleThere.forgiven(account, client);
            case LogInEvent.DomainFailed(var account) -> domainThere.failedElsewhere(account);
            case LogInEvent.DomainForgave(var account) -> domainThere.forgivenElsewhere(account);
        }
    }

    private static LockoutBudget.Leave ask(LockoutBudget budget, String password) {
        return budget.ask("hq", "CORP\\branch", new Password(password));
    }

    private static void refuse(LockoutBudget budget, String password) {
        if (ask(budget, password) instanceof LockoutBudget.Leave.Go(var trial)) trial.refused();
    }

    @Test
    void a_password_that_was_refused_at_one_is_not_tried_at_the_other_until_it_changed() {
        refuse(here, "old");
        assertThat(ask(there, "old")).isInstanceOfSatisfying(LockoutBudget.Leave.No.class, no -> assertThat(no.why()).contains("this password was refused"));
        assertThat(ask(there, "new")).isInstanceOf(LockoutBudget.Leave.Go.class);
        assertThat(told).hasSize(1);
        assertThat(told.toString()).doesNotContain("old");
        clock.advance(Duration.ofMinutes(15));
        assertThat(there.withheld("hq", "CORP\\branch", new Password("old"))).isEmpty();
    }

    @Test
    void passwords_together_fail_no_more_often_than_one_budget_allows() {
        refuse(here, "1");
        refuse(here, "2");
        if (ask(there, "3") instanceof LockoutBudget.Leave.Go(var trial)) trial.unanswered();
        assertThat(ask(there, "4")).isInstanceOfSatisfying(LockoutBudget.Leave.No.class, no -> assertThat(no.why()).contains("3 log-ins within", "1 of them because the connection ended"));
    }

    @Test
    void who_comes_later_is_told_what_was_refused_and_without_a_common_key_nothing_of_the_password() {
        refuse(here, "old");
        var late = new LockoutBudget(3, Duration.ofMinutes(15), clock, new Random(3));
        late.tell(KEY, told::add);
        for (int twice = 0; twice < 2; twice++) here.refusals().forEach(event -> late.refusedElsewhere((LogInEvent.HopRefused) event));
        assertThat(ask(late, "old")).isInstanceOf(LockoutBudget.Leave.No.class);
        assertThat(ask(late, "new")).isInstanceOf(LockoutBudget.Leave.Go.class);

        var keyless = new LockoutBudget(3, Duration.ofMinutes(15), clock, new Random(4));
        told.clear();
        keyless.tell(new byte[0], told::add);
        refuse(keyless, "old");
        assertThat(told).containsExactly(new LogInEvent.HopRefused("hq", "CORP\\branch", ""));
        assertThat(keyless.refusals()).isEmpty();
    }

    @Test
    void guesses_at_one_member_count_at_the_other() {
        for (int i = 0; i < 4; i++) throttleHere.failed("alice", CLIENT);
        assertThat(throttleThere.refusedFor("alice", CLIENT)).isEqualTo(throttleHere.refusedFor("alice", CLIENT)).isPositive();
        throttleHere.succeeded("alice", CLIENT);
        throttleHere.succeeded("alice", CLIENT);
        assertThat(throttleThere.refusedFor("alice", CLIENT)).isZero();
        assertThat(told).hasSize(5);
    }

    @Test
    void a_domain_is_not_asked_more_often_for_more_members() {
        for (int i = 0; i < 3; i++) domainHere.ask("CORP\\alice", () -> CompletableFuture.completedFuture(new Attempt.Wrong("CORP\\alice", "wrong")));
        var asked = new ArrayList<String>();
        var outcome = domainThere.ask("CORP\\Alice", () -> {
            asked.add("asked");
            return CompletableFuture.completedFuture(new Attempt.Right(Principal.ANONYMOUS, ""));
        });
        assertThat(outcome.toCompletableFuture().join()).isInstanceOf(Attempt.Throttled.class);
        assertThat(asked).isEmpty();
        clock.advance(Duration.ofMinutes(10));
        domainHere.ask("CORP\\alice", () -> CompletableFuture.completedFuture(new Attempt.Wrong("CORP\\alice", "wrong")));
        domainHere.ask("CORP\\alice", () -> CompletableFuture.completedFuture(new Attempt.Right(Principal.ANONYMOUS, "")));
        assertThat(told.getLast()).isEqualTo(new LogInEvent.DomainForgave("corp\\alice"));
    }
}
