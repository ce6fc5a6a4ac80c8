// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.route.UpstreamHealth.Outcome;
import dev.catena.route.UpstreamHealth.Standing;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two failures in a row make a member down; trials after 1, 2, 4, 8, 8… seconds; a trial has 5 seconds. */
class UpstreamHealthTest {
    private static final MemberId HQ = new MemberId("hq", MemberAddress.parse("hq1:8080"));
    private static final MemberId SPARE = new MemberId("hq", MemberAddress.parse("hq2:8080"));
    private static final Outcome ANSWERED = new Outcome.Answered();
    private static final Outcome REFUSED = new Outcome.Failed("connection refused");

    private final TestClock clock = new TestClock();
    private final UpstreamHealth health = new UpstreamHealth(clock);

    @BeforeEach
    void watch() {
        health.watch(upstream("0s", "hq1:8080, hq2:8080"));
    }

    @Test
    void a_member_is_up_until_enough_failures_come_in_a_row() {
        report(REFUSED);
        assertThat(standing()).isEqualTo(new Standing(HQ, true, TestClock.START, 1, "connection refused", Optional.empty()));
        report(ANSWERED);
        report(REFUSED);
        assertThat(standing().up()).isTrue();
        clock.advance(Duration.ofSeconds(3));
        report(REFUSED);
        assertThat(standing()).isEqualTo(new Standing(HQ, false, at(3), 2, "connection refused", Optional.of(at(4))));
        assertThat(health.visit(HQ)).isEmpty();
        assertThat(health.visit(SPARE)).contains(new Route.Member(SPARE, 0));
    }

    @Test
    void each_trial_in_vain_doubles_the_time_to_the_next_up_to_its_bound() {
        goDown();
        for (int wait : new int[] {1, 2, 4, 8, 8, 8}) {
            clock.advance(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(health.mayVisit(HQ)).isFalse();
            assertThat(health.visit(HQ)).isEmpty();
            clock.advance(Duration.ofMillis(1));
            assertThat(health.mayVisit(HQ)).isTrue();
            health.report(trial(), REFUSED);
        }
        assertThat(standing().since()).isEqualTo(TestClock.START);
        assertThat(standing().failures()).isEqualTo(8);
    }

    @Test
    void one_trial_at_a_time_is_admitted_and_its_success_opens_the_door() {
        goDown();
        clock.advance(Duration.ofSeconds(1));
        var trial = trial();
        assertThat(health.visit(HQ)).isEmpty();
        assertThat(health.mayVisit(HQ)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        health.report(trial, ANSWERED);
        assertThat(standing()).isEqualTo(new Standing(HQ, true, at(2), 0, "", Optional.empty()));
        assertThat(health.visit(HQ)).contains(new Route.Member(HQ, 0));
        goDown();
        clock.advance(Duration.ofSeconds(1));
        assertThat(health.visit(HQ)).as("the time begins anew after a success").isPresent();
    }

    @Test
    void a_trial_nobody_speaks_of_again_has_failed_and_blocks_nobody() {
        goDown();
        clock.advance(Duration.ofSeconds(1));
        var lost = trial();
        clock.advance(Duration.ofSeconds(5));
        assertThat(standing().cause()).isEqualTo("it was not heard of for 5000 ms");
        assertThat(health.visit(HQ)).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        var next = trial();
        assertThat(next.trial()).isNotEqualTo(lost.trial());
        health.report(lost, REFUSED);
        assertThat(standing().cause()).as("a report of a trial that is over is no news").isEqualTo("it was not heard of for 5000 ms");
        health.report(lost, ANSWERED);
        assertThat(standing().up()).as("but a success always is").isTrue();
    }

    @Test
    void a_trial_whose_client_went_away_is_the_next_visitors() {
        goDown();
        clock.advance(Duration.ofSeconds(1));
        var trial = trial();
        health.report(trial, new Outcome.Unknown());
        assertThat(trial()).isNotEqualTo(trial);
        health.report(trial, new Outcome.Unknown());
        assertThat(health.visit(HQ)).as("only who has the trial gives it back").isEmpty();
    }

    @Test
    void failures_of_visits_from_before_do_not_lengthen_the_wait() {
        goDown();
        for (int i = 0; i < 10; i++) report(REFUSED);
        assertThat(standing().retry()).contains(at(1));
    }

    @Test
    void a_clock_that_is_turned_back_shuts_nobody_out() {
        goDown();
        clock.advance(Duration.ofDays(-1));
        assertThat(health.visit(HQ)).isPresent();
    }

    @Test
    void probes_are_due_once_an_interval_and_try_a_member_that_is_down_before_its_time() {
        health.watch(upstream("10s", "hq1:8080"));
        assertThat(health.due()).containsExactly(new Route.Member(HQ, 0));
        assertThat(health.due()).isEmpty();
        goDown();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(10));
            var due = health.due();
            assertThat(due).singleElement().satisfies(probe -> assertThat(probe.trial()).isPositive());
            assertThat(health.visit(HQ)).as("the probe is the trial").isEmpty();
            health.report(due.getFirst(), i < 4 ? REFUSED : ANSWERED);
        }
        assertThat(standing().up()).isTrue();
    }

    @Test
    void a_probe_waits_while_a_request_is_on_trial() {
        health.watch(upstream("10s", "hq1:8080"));
        goDown();
        clock.advance(Duration.ofSeconds(8));
        var trial = trial();
        clock.advance(Duration.ofSeconds(2));
        assertThat(health.due()).isEmpty();
        health.report(trial, REFUSED);
        clock.advance(Duration.ofSeconds(10));
        assertThat(health.due()).hasSize(1);
    }

    @Test
    void without_an_interval_nothing_is_probed() {
        clock.advance(Duration.ofDays(1));
        assertThat(health.due()).isEmpty();
    }

    @Test
    void a_reload_keeps_what_is_known_and_forgets_who_is_gone() {
        goDown();
        health.watch(upstream("0s", "hq1:8080, hq3:8080"));
        assertThat(health.standings()).extracting(standing -> standing.member() + " " + standing.up())
            .containsExactly("hq1:8080 false", "hq3:8080 true");
        assertThat(health.visit(SPARE)).as("an exchange that began before the reload").contains(new Route.Member(SPARE, 0));
        health.report(new Route.Member(SPARE, 0), REFUSED);
        assertThat(health.standings()).hasSize(2);
    }

    @Test
    void of_many_loops_one_gets_the_trial() throws Exception {
        goDown();
        clock.advance(Duration.ofSeconds(1));
        try (var loops = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 200; round++) {
                var visits = new ArrayList<Callable<Optional<Route.Member>>>();
                for (int i = 0; i < 8; i++) visits.add(() -> health.visit(HQ));
                var admitted = new ArrayList<Route.Member>();
                for (var visit : loops.invokeAll(visits)) visit.get().ifPresent(admitted::add);
                assertThat(admitted).hasSize(1);
                health.report(admitted.getFirst(), REFUSED);
                clock.advance(Duration.ofSeconds(8));
            }
        }
    }

    @Property(tries = 500)
    void whatever_happens_at_most_one_trial_is_out_and_every_wait_ends(Cases cases) {
        var clock = new TestClock();
        var health = new UpstreamHealth(clock);
        health.watch(upstream("0s", "hq1:8080"));
        var out = new ArrayList<Route.Member>();
        for (int step = 0; step < 60; step++) {
            switch (cases.integer(0, 3)) {
                case 0 -> clock.advance(Duration.ofMillis(cases.integer(0, 4000)));
                case 1 -> {
                    boolean may = health.mayVisit(HQ);
                    var visit = health.visit(HQ);
                    assertThat(visit.isPresent()).isEqualTo(may);
                    visit.ifPresent(out::add);
                    if (visit.isPresent() && visit.get().trial() != 0) assertThat(health.visit(HQ)).isEmpty();
                }
                default -> {
                    if (!out.isEmpty()) {
                        health.report(out.remove(cases.integer(0, out.size() - 1)), cases.oneOf(ANSWERED, REFUSED, REFUSED, new Outcome.Unknown()));
                    }
                }
            }
        }
        clock.advance(Duration.ofSeconds(5 + 8)); // a trial that is out fails, and the longest wait ends
        assertThat(health.visit(HQ)).isPresent();
    }

    private void goDown() {
        report(REFUSED);
        report(REFUSED);
        assertThat(standing().up()).isFalse();
    }

    private void report(Outcome outcome) {
        health.report(new Route.Member(HQ, 0), outcome);
    }

    private Route.Member trial() {
        var visit = health.visit(HQ).orElseThrow();
        assertThat(visit.trial()).isPositive();
        return visit;
    }

    private Standing standing() {
        return health.standing(HQ).orElseThrow();
    }

    private static Instant at(int seconds) {
        return TestClock.START.plusSeconds(seconds);
    }

    private static List<UpstreamSettings> upstream(String interval, String members) {
        return RoutingFile.of("upstreams: [{name: hq, members: [%s], health: {interval: %s, timeout: 5s, failures: 2, recovery: 1s, recovery-max: 8s}}]"
            .formatted(members, interval)).upstreams();
    }
}
