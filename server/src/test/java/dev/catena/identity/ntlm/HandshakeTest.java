// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import static dev.catena.identity.ntlm.Handshakes.NO_BINDING;
import static dev.catena.identity.ntlm.Handshakes.challenged;
import static dev.catena.identity.ntlm.Handshakes.login;
import static dev.catena.identity.ntlm.Handshakes.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final Handshakes world = new Handshakes(1);
    private final NtlmLogin alice = login("alice", "CORP", "Al1ce-Passw0rd");
    private final NtlmServer server = world.knows(alice).server();
    private final NtlmClient client = world.client(alice);

    @Property
    void who_knows_the_password_is_proven_and_both_share_a_key(Cases cases) {
        var handshakes = new Handshakes(cases.seed());
        var login = login(Handshakes.text(cases, 1, 60), Handshakes.text(cases, 0, 60), Handshakes.text(cases, 0, 80));
        var client = handshakes.client(login);
        var handshake = challenged(handshakes.knows(login).server().challenge(client.negotiate()));

        var verdict = handshake.verify(message(client.answer(handshake.challengeMessage())), handshakes::ntHash, NO_BINDING);

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Proven.class, proven -> {
            assertThat(proven.user()).isEqualTo(login.user());
            assertThat(proven.domain()).isEqualTo(login.domain());
            assertThat(proven.session().key()).isEqualTo(client.session().key());
        });
    }

    @Property
    void another_password_is_refused(Cases cases) {
        var right = Handshakes.text(cases, 0, 20);
        var wrong = right + Handshakes.text(cases, 1, 3);
        var handshakes = new Handshakes(cases.seed()).knows(login("alice", "CORP", right));
        var client = handshakes.client(login("alice", "CORP", wrong));
        var handshake = challenged(handshakes.server().challenge(client.negotiate()));

        assertRefused(NtlmRefusal.WRONG_PASSWORD,
            handshake.verify(message(client.answer(handshake.challengeMessage())), handshakes::ntHash, NO_BINDING));
    }

    @Test
    void an_unknown_user_is_refused_in_the_same_words_as_a_wrong_password() {
        assertThat(attempt(login("mallory", "CORP", "x"))).hasToString(attempt(login("alice", "CORP", "x")).toString().replace("alice", "mallory"));
    }

    @Test
    void a_user_is_the_same_in_any_case() {
        assertThat(attempt(login("ALICE", "CORP", "Al1ce-Passw0rd"))).isInstanceOf(Verdict.Proven.class);
    }

    @Test
    void an_answer_to_another_challenge_is_refused() {
        var first = challenged(server.challenge(client.negotiate()));
        var second = challenged(server.challenge(client.negotiate()));
        var answer = message(client.answer(first.challengeMessage()));

        assertThat(first.verify(answer, world::ntHash, NO_BINDING)).isInstanceOf(Verdict.Proven.class);
        assertRefused(NtlmRefusal.WRONG_PASSWORD, second.verify(answer, world::ntHash, NO_BINDING));
    }

    @Test
    void a_message_that_was_changed_on_the_way_is_noticed_by_its_mic() {
        var weaker = client.negotiate();
        weaker[15] &= ~0x20;
        var handshake = challenged(server.challenge(weaker));
        assertRefused(NtlmRefusal.TAMPERED, handshake.verify(message(client.answer(handshake.challengeMessage())), world::ntHash, NO_BINDING));
    }

    @Test
    void a_promised_mic_cannot_be_taken_away() throws MalformedNtlm {
        var handshake = challenged(server.challenge(client.negotiate()));
        var answer = AuthenticateMessage.parse(message(client.answer(handshake.challengeMessage())));
        assertRefused(NtlmRefusal.TAMPERED, handshake.verify(AuthenticateMessage.withMic(answer.print(), new byte[16]), world::ntHash, NO_BINDING));
    }

    @Test
    void nobody_is_let_in_anonymously() {
        var flags = Flags.UNICODE | Flags.NTLM | Flags.ANONYMOUS;
        var nobody = new AuthenticateMessage(flags, "", "", "", new byte[1], new byte[0], new byte[0], new byte[16]);
        assertRefused(NtlmRefusal.ANONYMOUS, challenged(server.challenge(client.negotiate())).verify(nobody.print(), world::ntHash, NO_BINDING));
        var unnamed = new AuthenticateMessage(Flags.UNICODE, "", "CORP", "", new byte[24], new byte[200], new byte[0], new byte[16]);
        assertRefused(NtlmRefusal.ANONYMOUS, challenged(server.challenge(client.negotiate())).verify(unnamed.print(), world::ntHash, NO_BINDING));
    }

    @Test
    void ntlm_of_version_1_and_lm_are_refused() {
        var old = new AuthenticateMessage(Flags.UNICODE, "alice", "CORP", "", new byte[24], new byte[24], new byte[0], new byte[16]);
        var lm = new AuthenticateMessage(Flags.UNICODE, "alice", "CORP", "", new byte[24], new byte[0], new byte[0], new byte[16]);
        for (var message : new AuthenticateMessage[] {old, lm}) {
            assertRefused(NtlmRefusal.NOT_NTLMV2,
                challenged(server.challenge(client.negotiate())).verify(message.print(), world::ntHash, NO_BINDING));
        }
    }

    @Test
    void a_client_that_means_another_service_is_refused() {
        var named = new NtlmLogin("alice", "CORP", "", alice.hash(), "HTTP/Proxy.corp.test");
        assertThat(attempt(world.server("http/proxy.CORP.test"), named, NO_BINDING)).isInstanceOf(Verdict.Proven.class);
        assertRefused(NtlmRefusal.WRONG_TARGET, attempt(world.server("HTTP/other.corp.test"), named, NO_BINDING));
        assertThat(attempt(world.server("HTTP/other.corp.test"), alice, NO_BINDING)).as("it names none").isInstanceOf(Verdict.Proven.class);
    }

    @Test
    void a_client_whose_tls_ends_elsewhere_is_refused() {
        var here = filled(1);
        var bound = new NtlmLogin("alice", "CORP", "", alice.hash(), "", here);
        assertThat(attempt(server, bound, here)).isInstanceOf(Verdict.Proven.class);
        assertThat(attempt(server, alice, here)).as("it names no channel").isInstanceOf(Verdict.Proven.class);
        assertRefused(NtlmRefusal.WRONG_CHANNEL, attempt(server, bound, filled(2)));
    }

    @Test
    void another_judge_may_say_yes_no_or_nothing() {
        var handshake = challenged(server.challenge(client.negotiate()));
        var answer = message(client.answer(handshake.challengeMessage()));
        NtlmJudge accounts = proof -> CompletableFuture.completedStage(LocalAccounts.judge(proof, world::ntHash));
        NtlmJudge away = _ -> CompletableFuture.completedStage(new NtlmJudge.Judgement.Unavailable("no domain controller answers"));

        assertThat(handshake.verify(answer, accounts, NO_BINDING).toCompletableFuture().join()).isInstanceOf(Verdict.Proven.class);
        assertThat(handshake.verify(answer, away, NO_BINDING).toCompletableFuture().join())
            .isEqualTo(new Verdict.Unavailable("no domain controller answers"));
    }

    @Test
    void nothing_prints_a_secret() {
        var handshake = challenged(server.challenge(client.negotiate()));
        var verdict = (Verdict.Proven) handshake.verify(message(client.answer(handshake.challengeMessage())), world::ntHash, NO_BINDING);
        assertThat(alice.hash()).hasToString("****");
        assertThat(verdict).hasToString("Proven[user=alice, domain=CORP, session=****]");
        assertThat(alice.toString()).contains("alice", "hash=****");
    }

    private Verdict attempt(NtlmLogin login) {
        return attempt(server, login, NO_BINDING);
    }

    private Verdict attempt(NtlmServer server, NtlmLogin login, byte[] channelBinding) {
        var client = world.client(login);
        var handshake = challenged(server.challenge(client.negotiate()));
        return handshake.verify(message(client.answer(handshake.challengeMessage())), world::ntHash, channelBinding);
    }

    private static void assertRefused(NtlmRefusal reason, Verdict verdict) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static byte[] filled(int value) {
        var bytes = new byte[16];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
