// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Challenge;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.settings.HostPort;
import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we say to the next hop, without a hop. */
class ResponderTest {
    private static final HopRequest GET = new HopRequest("GET", "http://example.test/");
    private static final HostPort HQ = new HostPort("hq.test", 8080);
    private static final TicketSource TICKETS = _ -> CompletableFuture.completedFuture(token());

    private final TestClock clock = new TestClock();
    private final LockoutBudget budget = new LockoutBudget(3, Duration.ofMinutes(15), clock, new Random(1));
    private final Expectations expectations = new Expectations(Duration.ofMinutes(10), clock);

    /** Every offer against every permission: the cause is told by the two sets alone, and the strongest common scheme is taken. */
    @Test
    void every_offer_meets_every_permission() {
        var schemes = EnumSet.complementOf(EnumSet.of(Scheme.ANONYMOUS));
        for (var offered : subsets(List.copyOf(schemes))) {
            for (var allowed : subsets(List.copyOf(schemes))) {
                var fresh = new ResponderTest();
                var responder = fresh.responder(allowed.isEmpty() ? HopCredentials.NONE : credentials(allowed), TICKETS);
                var common = allowed.stream().filter(offered::contains).max(Comparator.naturalOrder());
                var step = offered.isEmpty()
                    ? unasked(responder)
                    : responder.challenged(new HopProof(), GET, challenges(offered));

                var name = "offered %s, allowed %s".formatted(offered, allowed);
                if (offered.isEmpty()) {
                    if (allowed.stream().anyMatch(Scheme::encrypted)) assertFailure(name, step, HopFailure.UNCHALLENGED);
                    else assertThat(step).as(name).isInstanceOf(HopStep.NothingNeeded.class);
                } else if (allowed.isEmpty()) {
                    assertFailure(name, step, HopFailure.NO_CREDENTIALS);
                } else if (common.isEmpty()) {
                    assertFailure(name, step, HopFailure.NO_COMMON_SCHEME);
                } else {
                    assertThat(step).as(name).isInstanceOfSatisfying(HopStep.Prove.class, prove -> {
                        assertThat(prove.scheme()).isEqualTo(common.get());
                        assertThat(prove.fieldValue()).startsWith(common.get().token() + " ");
                        assertThat(prove.lastLeg()).isEqualTo(common.get() != Scheme.NTLM);
                        assertThat(prove.toString()).doesNotContain(prove.fieldValue());
                    });
                }
            }
        }
    }

    private static HopStep unasked(Responder responder) {
        var proof = new HopProof();
        responder.begin(proof, GET);
        return responder.answered(proof, head(200));
    }

    private static void assertFailure(String name, HopStep step, HopFailure failure) {
        assertThat(step).as(name).isInstanceOfSatisfying(HopStep.Fail.class, fail -> {
            assertThat(fail.failure()).isEqualTo(failure);
            assertThat(fail.refusal().slug()).isEqualTo(failure.slug());
            assertThat(fail.refusal().say()).isEqualTo(HopFailure.HISTORICAL);
            assertThat(fail.refusal().cause()).contains("head-office (hq.test:8080)").doesNotContain("secret");
        });
    }

    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"BASIC", "DIGEST", "NEGOTIATE"})
    void a_refused_proof_is_rejected_and_a_password_not_tried_again(Scheme scheme) {
        var responder = responder(credentials(List.of(scheme)), TICKETS);
        var proof = new HopProof();
        responder.challenged(proof, GET, challenges(List.of(scheme)));
        assertFailure("refused", responder.challenged(proof, GET, challenges(List.of(scheme))), HopFailure.REJECTED);
        assertThat(expectations.of(HQ).words()).isEqualTo("rejects our password");
        if (scheme == Scheme.NEGOTIATE) return;

        assertFailure("again", responder.challenged(new HopProof(), GET, challenges(List.of(scheme))), HopFailure.REJECTED);
        var corrected = new HopCredentials("branch7", "CORP", new Password("corrected"), List.of(scheme), HopCredentials.Unchallenged.REFUSE, HopCredentials.As.SERVICE, false);
        try (var another = new HopProof()) {
            assertThat(responder(corrected, null).challenged(another, GET, challenges(List.of(scheme)))).isInstanceOf(HopStep.Prove.class);
        }
        clock.advance(Duration.ofMinutes(15));
        assertThat(responder.challenged(new HopProof(), GET, challenges(List.of(scheme)))).isInstanceOf(HopStep.Prove.class);
    }

    @Test
    void what_was_waited_for_answers_the_challenge_that_is_there() {
        var ticket = new CompletableFuture<TicketSource.Ticket>();
        var responder = responder(credentials(List.of(Scheme.NEGOTIATE)), _ -> ticket);
        var asked = challenges(List.of(Scheme.NEGOTIATE));
        var proof = new HopProof();
        assertThat(responder.challenged(proof, GET, asked)).isInstanceOf(HopStep.Await.class);
        ticket.complete(token());

        assertThat(responder.challengedStill(proof, proof, GET, asked)).isInstanceOfSatisfying(HopStep.Prove.class,
            prove -> assertThat(prove.scheme()).isEqualTo(Scheme.NEGOTIATE));
    }

    /** The first answer may be said anywhere; a later leg belongs to its connection. Neither was said, so neither counts as a failed log-in. */
    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"BASIC", "DIGEST", "NTLM", "NEGOTIATE"})
    void a_hop_that_ends_the_connection_with_its_challenge_is_answered_on_another(Scheme scheme) {
        var responder = responder(credentials(List.of(scheme)), TICKETS);
        var asked = challenges(List.of(scheme));
        var former = new HopProof();
        responder.challenged(former, GET, asked);
        assertThat(responder.unsaid(former, 1)).isInstanceOf(HopStep.NothingNeeded.class);

        assertThat(responder.challengedStill(new HopProof(), former, GET, asked)).isInstanceOf(HopStep.Prove.class);
        assertFailure("for ever", responder.unsaid(new HopProof(), 4), HopFailure.HANDSHAKE);
    }

    @Test
    void an_untried_password_is_tried_on_one_connection_while_the_others_wait() {
        var responder = responder(credentials(List.of(Scheme.BASIC)), null);
        var first = new HopProof();
        assertThat(responder.challenged(first, GET, challenges(List.of(Scheme.BASIC)))).isInstanceOf(HopStep.Prove.class);
        var waiting = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 100; i++) {
            var step = (HopStep.Await) responder.challenged(new HopProof(), GET, challenges(List.of(Scheme.BASIC)));
            waiting.add(step.ready().toCompletableFuture());
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        responder.answered(first, head(200));
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        for (int i = 0; i < 100; i++) {
            assertThat(responder.challenged(new HopProof(), GET, challenges(List.of(Scheme.BASIC)))).isInstanceOf(HopStep.Prove.class);
        }
    }

    @Test
    void a_connection_that_dies_on_the_last_word_counts_as_a_failure() {
        var responder = responder(credentials(List.of(Scheme.DIGEST)), null);
        for (int i = 0; i < 3; i++) {
            var proof = new HopProof();
            assertThat(responder.challenged(proof, GET, challenges(List.of(Scheme.DIGEST)))).isInstanceOf(HopStep.Prove.class);
            responder.lost(proof);
        }
        assertFailure("the budget is spent", responder.challenged(new HopProof(), GET, challenges(List.of(Scheme.DIGEST))), HopFailure.REJECTED);
    }

    @Test
    void nothing_that_has_an_effect_goes_out_unproven_where_a_proof_is_due() {
        assertThat(responder(credentials(List.of(Scheme.DIGEST)), null).begin(new HopProof(), GET)).isEqualTo(new HopStep.Unproven());
        assertThat(responder(credentials(List.of(Scheme.BASIC)), null).begin(new HopProof(), GET)).isEqualTo(new HopStep.Unproven());
        assertThat(responder(credentials(List.of(Scheme.ANONYMOUS, Scheme.NTLM)), null).begin(new HopProof(), GET)).isEqualTo(new HopStep.Unproven());
        assertThat(responder(HopCredentials.NONE, null).begin(new HopProof(), GET)).isEqualTo(new HopStep.NothingNeeded());
    }

    @Test
    void a_hop_that_was_seen_to_want_basic_gets_it_at_once_and_a_proven_connection_nothing() {
        var responder = responder(credentials(List.of(Scheme.BASIC, Scheme.NEGOTIATE)), null);
        var proof = new HopProof();
        responder.challenged(proof, GET, challenges(List.of(Scheme.BASIC)));
        responder.answered(proof, head(200));
        assertThat(responder.begin(proof, GET)).isInstanceOf(HopStep.Prove.class);
        assertThat(responder.begin(new HopProof(), GET)).isInstanceOf(HopStep.Prove.class);
        assertThat(expectations.all()).containsOnlyKeys(HQ);
        clock.advance(Duration.ofMinutes(10));
        assertThat(responder.begin(new HopProof(), GET)).isInstanceOf(HopStep.Unproven.class);
        assertThat(expectations.all()).isEmpty();

        var kerberos = responder(credentials(List.of(Scheme.NEGOTIATE)), TICKETS);
        var bound = new HopProof();
        kerberos.challenged(bound, GET, challenges(List.of(Scheme.NEGOTIATE)));
        assertThat(bound.provenConnection()).isFalse();
        kerberos.answered(bound, head(200));
        assertThat(bound.provenConnection()).isTrue();
        assertThat(kerberos.begin(bound, GET)).isInstanceOf(HopStep.NothingNeeded.class);
    }

    @Test
    void basic_does_not_go_where_others_can_read_it() {
        var exposed = new Responder(new Hop("head-office", HQ, true), credentials(List.of(Scheme.BASIC)), budget, expectations, null, clock, new Random(2));
        var step = exposed.challenged(new HopProof(), GET, challenges(List.of(Scheme.BASIC)));
        assertFailure("in the clear", step, HopFailure.NO_COMMON_SCHEME);
        assertThat(((HopStep.Fail) step).refusal().cause()).contains("in the clear");
    }

    @Test
    void a_step_down_has_a_reason() {
        TicketSource none = _ -> CompletableFuture.completedFuture(new TicketSource.Ticket.None("the KDC does not know HTTP/hq.test", "register it"));
        var step = responder(credentials(List.of(Scheme.NEGOTIATE, Scheme.BASIC)), none)
            .challenged(new HopProof(), GET, challenges(List.of(Scheme.NEGOTIATE, Scheme.BASIC)));
        assertThat(step).isInstanceOfSatisfying(HopStep.Prove.class, prove -> {
            assertThat(prove.scheme()).isEqualTo(Scheme.BASIC);
            assertThat(prove.steppedDown()).contains("negotiate").contains("the KDC does not know");
        });
    }

    @Test
    void without_a_ticket_ntlm_goes_inside_of_negotiate_where_it_is_allowed() {
        TicketSource none = _ -> CompletableFuture.completedFuture(new TicketSource.Ticket.None("the KDC does not know HTTP/hq.test", "register it"));
        var offered = challenges(List.of(Scheme.NEGOTIATE, Scheme.BASIC));
        var step = responder(credentials(List.of(Scheme.NEGOTIATE, Scheme.NTLM, Scheme.BASIC)), none).challenged(new HopProof(), GET, offered);
        assertThat(step).isInstanceOfSatisfying(HopStep.Prove.class, prove -> {
            assertThat(prove.scheme()).isEqualTo(Scheme.NEGOTIATE);
            assertThat(prove.lastLeg()).isFalse();
            assertThat(prove.steppedDown()).isEqualTo("NTLM inside of Negotiate, as the KDC does not know HTTP/hq.test");
        });
        var alone = responder(credentials(List.of(Scheme.NEGOTIATE)), none).challenged(new HopProof(), GET, offered);
        assertFailure("no ticket", alone, HopFailure.NO_TICKET);
        assertThat(((HopStep.Fail) alone).refusal().remedy()).isEqualTo("register it");
        assertThat(((HopStep.Fail) alone).refusal().cause()).contains("the KDC does not know HTTP/hq.test");
    }

    @Test
    void a_ticket_from_before_the_hops_key_changed_is_replaced_once() {
        TicketSource old = _ -> CompletableFuture.completedFuture(new TicketSource.Ticket.Token(new byte[] {1}, new Said("", true)));
        var responder = responder(credentials(List.of(Scheme.NEGOTIATE)), old);
        var proof = new HopProof();
        var offered = challenges(List.of(Scheme.NEGOTIATE));
        assertThat(responder.challenged(proof, GET, offered)).isInstanceOf(HopStep.Prove.class);
        assertThat(responder.challenged(proof, GET, offered)).isInstanceOf(HopStep.Prove.class);
        assertFailure("both", responder.challenged(proof, GET, offered), HopFailure.REJECTED);
    }

    @Test
    void a_hop_that_cannot_prove_to_be_the_service_is_not_used() {
        TicketSource source = _ -> CompletableFuture.completedFuture(new TicketSource.Ticket.Token(new byte[] {1}, new Said("its reply is not of HTTP/hq.test", false)));
        var responder = responder(credentials(List.of(Scheme.NEGOTIATE)), source);
        var silent = new HopProof();
        responder.challenged(silent, GET, challenges(List.of(Scheme.NEGOTIATE)));
        assertThat(responder.answered(silent, head(200))).isInstanceOf(HopStep.NothingNeeded.class);
        assertThat(silent.provenConnection()).isTrue();
        var impostor = new HopProof();
        responder.challenged(impostor, GET, challenges(List.of(Scheme.NEGOTIATE)));
        assertFailure("impostor", responder.answered(impostor, head(200, "Proxy-Authenticate", "Negotiate AAAA")), HopFailure.HANDSHAKE);
        assertThat(impostor.provenConnection()).isFalse();
    }

    @Test
    void a_ticket_that_is_still_on_its_way_is_waited_for() {
        var ticket = new CompletableFuture<TicketSource.Ticket>();
        var responder = responder(credentials(List.of(Scheme.NEGOTIATE)), _ -> ticket);
        var proof = new HopProof();
        assertThat(responder.challenged(proof, GET, challenges(List.of(Scheme.NEGOTIATE)))).isInstanceOf(HopStep.Await.class);
        ticket.complete(token());
        assertThat(responder.challenged(proof, GET, challenges(List.of(Scheme.NEGOTIATE)))).isInstanceOf(HopStep.Prove.class);
    }

    @Test
    void digest_counts_renews_and_gives_up_on_a_hop_that_never_likes_a_nonce() {
        var responder = responder(credentials(List.of(Scheme.DIGEST)), null);
        var proof = new HopProof();
        assertThat(((HopStep.Prove) responder.challenged(proof, GET, challenges(List.of(Scheme.DIGEST)))).fieldValue()).contains("nc=00000001");
        responder.answered(proof, head(200));
        assertThat(((HopStep.Prove) responder.begin(proof, GET)).fieldValue()).contains("nc=00000002");
        responder.answered(proof, head(200, "Proxy-Authentication-Info", "nextnonce=\"new\", qop=auth"));
        assertThat(((HopStep.Prove) responder.begin(proof, GET)).fieldValue()).contains("nonce=\"new\"").contains("nc=00000001");
        var stale = Challenge.parse(List.of("Digest realm=\"r\", nonce=\"n2\", qop=\"auth\", stale=TRUE"));
        assertThat(((HopStep.Prove) responder.challenged(proof, GET, stale)).fieldValue()).contains("nonce=\"n2\"");
        responder.challenged(proof, GET, stale);
        assertFailure("three times", responder.challenged(proof, GET, stale), HopFailure.HANDSHAKE);
    }

    @Test
    void digest_takes_the_stronger_algorithm() {
        var both = Challenge.parse(List.of("Digest realm=r, nonce=a, qop=auth, algorithm=MD5, Digest realm=r, nonce=b, qop=auth, algorithm=SHA-256"));
        assertThat(((HopStep.Prove) responder(credentials(List.of(Scheme.DIGEST)), null).challenged(new HopProof(), GET, both)).fieldValue()).contains("algorithm=SHA-256");
    }

    @Test
    void a_407_without_a_scheme_is_a_broken_handshake() {
        assertFailure("none", responder(credentials(List.of(Scheme.NTLM)), null).challenged(new HopProof(), GET, List.of()), HopFailure.HANDSHAKE);
    }

    @Test
    void an_error_of_the_hop_says_nothing_of_who_may_use_it() {
        var responder = responder(credentials(List.of(Scheme.DIGEST)), null);
        assertThat(responder.answered(new HopProof(), head(503))).isInstanceOf(HopStep.NothingNeeded.class);
        assertThat(expectations.all()).isEmpty();
    }

    @Test
    void pass_through_says_nothing_of_its_own() {
        var credentials = new HopCredentials("", "", new Password(""), List.of(), HopCredentials.Unchallenged.REFUSE, HopCredentials.As.PASS_THROUGH, false);
        var responder = responder(credentials, null);
        assertThat(responder.begin(new HopProof(), GET)).isInstanceOf(HopStep.Relay.class);
        assertThat(responder.challenged(new HopProof(), GET, challenges(List.of(Scheme.NTLM)))).isInstanceOf(HopStep.Relay.class);
    }

    private static TicketSource.Ticket.Token token() {
        return new TicketSource.Ticket.Token(new byte[] {1}, new Said("", false));
    }

    /** A conversation that says so. */
    private record Said(String ofItsReply, boolean anotherMayDoBetter) implements TicketSource.Conversation {
        @Override
        public String accepted(byte[] reply) {
            return reply.length == 0 ? "" : ofItsReply;
        }

        @Override
        public boolean refused() {
            return anotherMayDoBetter;
        }

        @Override
        public void close() {}
    }

    private Responder responder(HopCredentials credentials, @Nullable TicketSource tickets) {
        return new Responder(new Hop("head-office", HQ, false), credentials, budget, expectations, tickets, clock, new Random(2));
    }

    private static HopCredentials credentials(List<Scheme> schemes) {
        return new HopCredentials("branch7", "CORP", new Password("secret"), schemes, HopCredentials.Unchallenged.REFUSE, HopCredentials.As.SERVICE, false);
    }

    private static List<Challenge> challenges(List<Scheme> schemes) {
        return Challenge.parse(schemes.stream().map(scheme -> switch (scheme) {
            case BASIC -> "Basic realm=\"r\"";
            case DIGEST -> "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5";
            case ANONYMOUS, NTLM, NEGOTIATE -> scheme.token();
        }).toList());
    }

    private static ResponseHead head(int status, String... fields) {
        return ResponseHead.of(status, Headers.of(fields));
    }

    private static List<List<Scheme>> subsets(List<Scheme> all) {
        var subsets = new ArrayList<List<Scheme>>();
        for (int bits = 0; bits < 1 << all.size(); bits++) {
            int chosen = bits;
            subsets.add(all.stream().filter(scheme -> (chosen & 1 << all.indexOf(scheme)) != 0).toList());
        }
        assertThat(subsets).hasSize(16);
        return subsets;
    }
}
