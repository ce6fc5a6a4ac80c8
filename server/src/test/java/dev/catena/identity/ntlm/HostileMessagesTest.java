// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import static dev.catena.identity.ntlm.Handshakes.NO_BINDING;
import static dev.catena.identity.ntlm.Handshakes.challenged;
import static dev.catena.identity.ntlm.Handshakes.login;
import static dev.catena.identity.ntlm.Handshakes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bytes that no honest peer sends: each is refused, or means the same; none is an exception. */
class HostileMessagesTest {
    private final Handshakes world = new Handshakes(2);
    private final NtlmLogin alice = login("alice", "CORP", "Al1ce-Passw0rd");
    private final NtlmServer server = world.knows(alice).server();
    private final NtlmClient client = world.client(alice);
    private final NtlmHandshake handshake = challenged(server.challenge(client.negotiate()));
    private final byte[] authenticate = message(client.answer(handshake.challengeMessage()));

    @Test
    void every_truncation_and_every_changed_byte_of_the_first_message() {
        everyHarm(client.negotiate(), harmed -> {
            if (server.challenge(harmed) instanceof NtlmServer.Opening.Challenged(var opened)) {
                var verdict = opened.verify(message(client.answer(opened.challengeMessage())), world::ntHash, NO_BINDING);
                assertThat(verdict).isInstanceOf(Verdict.Refused.class);
            }
        });
    }

    @Test
    void every_truncation_and_every_changed_byte_of_the_second_message() {
        everyHarm(handshake.challengeMessage(), harmed -> {
            if (client.answer(harmed) instanceof NtlmClient.Answer.Authenticate(var answer)) {
                assertThat(handshake.verify(answer, world::ntHash, NO_BINDING)).isNotInstanceOf(Verdict.Unavailable.class);
            }
        });
    }

    @Test
    void every_truncation_and_every_changed_byte_of_the_third_message() {
        everyHarm(authenticate, harmed ->
            assertThat(handshake.verify(harmed, world::ntHash, NO_BINDING)).isInstanceOf(Verdict.Refused.class));
    }

    @Test
    void without_a_mic_a_changed_byte_still_makes_nobody_else_of_alice() {
        var target = AvPairs.NONE.with(AvPairs.NETBIOS_DOMAIN, "CORP");
        var challenge = new ChallengeMessage(Flags.UNICODE | Flags.NTLM, "", new byte[8], target);
        var old = new NtlmHandshake(new NtlmTarget("CORP", "PROXY", "", "", Set.of()), client.negotiate(), challenge);
        everyHarm(message(client.answer(old.challengeMessage())), harmed -> {
            if (old.verify(harmed, world::ntHash, NO_BINDING) instanceof Verdict.Proven(var user, var domain, _)) {
                assertThat(user).isEqualToIgnoringCase("alice");
                assertThat(domain).isEqualTo("CORP");
            }
        });
    }

    @Property
    void any_other_bytes(Cases cases) {
        var bytes = cases.bytes(300);
        var signed = cases.flip() ? bytes : signed(cases.integer(1, 3), bytes);
        server.challenge(signed);
        client.answer(signed);
        assertThat(handshake.verify(signed, world::ntHash, NO_BINDING)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void buffers_that_lie_over_each_other_outside_or_over_the_head_are_refused() {
        assertMalformed("its buffer 28 lies over another", bytes -> System.arraycopy(bytes, 24, bytes, 32, 4));
        assertMalformed("its buffer 20 lies outside of it", bytes -> bytes[24] = 12);
        assertMalformed("its buffer 20 lies outside of it", bytes -> bytes[27] = (byte) 0xff);
        assertMalformed("its type is 2 where 3 was due", bytes -> bytes[8] = 2);
    }

    @Test
    void target_information_is_bounded_and_says_everything_once() throws MalformedNtlm {
        assertThat(AvPairs.parse(new byte[8])).isEqualTo(AvPairs.NONE);
        for (var wrong : new byte[][] {{}, {0, 0, 0}, {0, 0, 1, 0, 7}, {0, 0, 0, 0, 1}, {1, 0, 9, 0, 65, 0}, {7, 0, 0, 0, 0, 0, 0, 0},
            {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}}) {
            assertThatThrownBy(() -> AvPairs.parse(wrong)).isInstanceOf(MalformedNtlm.class);
        }
        var many = AvPairs.NONE;
        for (int id = 100; id < 101 + AvPairs.PAIRS_MAX; id++) {
            many = many.with(id, "x");
        }
        var bytes = many.bytes();
        assertThatThrownBy(() -> AvPairs.parse(bytes)).hasMessage("its target information says too much");
    }

    private void assertMalformed(String why, Consumer<byte[]> harm) {
        var harmed = authenticate.clone();
        harm.accept(harmed);
        assertThat(handshake.verify(harmed, world::ntHash, NO_BINDING))
            .isEqualTo(new Verdict.Refused(NtlmRefusal.MALFORMED, "", "the client's last NTLM message is not valid: " + why));
    }

    /** All shorter forms, and all forms with one byte changed in one of several ways, but where the format says to ignore it. */
    private static void everyHarm(byte[] message, Consumer<byte[]> check) {
        for (int length = 0; length < message.length; length++) {
            check.accept(Arrays.copyOf(message, length));
        }
        for (int at = 0; at < message.length; at++) {
            for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                var harmed = message.clone();
                harmed[at] ^= (byte) change;
                check.accept(harmed);
            }
        }
    }

    private static byte[] signed(int type, byte[] bytes) {
        var message = new byte[12 + bytes.length];
        System.arraycopy(MessageReader.SIGNATURE, 0, message, 0, 8);
        message[8] = (byte) type;
        System.arraycopy(bytes, 0, message, 12, bytes.length);
        return message;
    }
}
