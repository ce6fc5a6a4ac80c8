// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.ntlm.NtlmClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The example of MS-NLMP 4.2.4: NTLMv2 with key exchange, time zero, no MIC. */
class SpecificationTest {
    private static final String CHALLENGE = "0123456789abcdef";
    private static final String CLIENT_CHALLENGE = "aa".repeat(8);
    private static final String SESSION_KEY = "55".repeat(16);
    private static final String PROOF = "68cd0ab851e51c96aabc927bebef6a1c";
    private static final String BLOB = "0101000000000000" + "0000000000000000" + CLIENT_CHALLENGE + "00000000"
        + "02000c0044006f006d00610069006e00" + "01000c005300650072007600650072000000000000000000";
    private static final String LM_V2 = "86c35097ac9cec102554764a57cccc19" + CLIENT_CHALLENGE;
    private static final String ENCRYPTED_KEY = "c5dad2544fc9799094ce1ce90bc9d03e";
    private static final byte[] CHALLENGE_MESSAGE = hex("""
        4e544c4d5353500002000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000 060070170000000f
        530065007200760065007200 02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000""");
    private static final byte[] AUTHENTICATE_MESSAGE = hex("""
        4e544c4d5353500003000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000 100010005c000000 10001000d8000000
        358288e2 0501280a0000000f 44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200"""
        + LM_V2 + PROOF + BLOB + ENCRYPTED_KEY);

    private final NtHash hash = NtHash.ofPassword("Password".toCharArray());
    private final byte[] responseKey = NtlmKeys.responseKey(hash, "User", "Domain");

    @Test
    void the_keys_are_those_of_the_example() {
        assertThat(hash.bytes()).asHexString().isEqualToIgnoringCase("a4f49c406510bdcab6824ee7c30fd852");
        assertThat(responseKey).asHexString().isEqualToIgnoringCase("0c868a403bfd7a93a3001ef22ef02e3f");
        assertThat(NtlmKeys.proof(responseKey, hex(CHALLENGE), hex(BLOB))).asHexString().isEqualToIgnoringCase(PROOF);
        var baseKey = NtlmKeys.sessionBaseKey(responseKey, hex(PROOF));
        assertThat(baseKey).asHexString().isEqualToIgnoringCase("8de40ccadbc14a82f15cb0ad0de95ca3");
        assertThat(NtlmKeys.rc4(baseKey, hex(SESSION_KEY))).asHexString().isEqualToIgnoringCase(ENCRYPTED_KEY);
    }

    @Test
    void the_messages_of_the_example_are_read() throws MalformedNtlm {
        var challenge = ChallengeMessage.parse(CHALLENGE_MESSAGE);
        assertThat(challenge.target()).isEqualTo("Server");
        assertThat(challenge.challenge()).isEqualTo(hex(CHALLENGE));
        assertThat(challenge.targetInfo()).isEqualTo(AvPairs.NONE.with(AvPairs.NETBIOS_DOMAIN, "Domain").with(AvPairs.NETBIOS_COMPUTER, "Server"));

        var authenticate = AuthenticateMessage.parse(AUTHENTICATE_MESSAGE);
        assertThat(authenticate).extracting("user", "domain", "workstation").containsExactly("User", "Domain", "COMPUTER");
        assertThat(authenticate.mic()).as("the buffers begin where a MIC would stand").isEmpty();
    }

    @Test
    void the_client_answers_as_in_the_example() throws MalformedNtlm {
        var login = new NtlmLogin("User", "Domain", "COMPUTER", hash, "");
        var client = new NtlmClient(login, () -> Instant.parse("1601-01-01T00:00:00Z"), new FixedBytes(CLIENT_CHALLENGE + SESSION_KEY));

        var answer = AuthenticateMessage.parse(((Answer.Authenticate) client.answer(CHALLENGE_MESSAGE)).message());
        assertThat(answer.ntResponse()).isEqualTo(hex(PROOF + BLOB));
        assertThat(answer.encryptedKey()).isEqualTo(hex(ENCRYPTED_KEY));
        assertThat(answer.lmResponse()).as("nothing by LM").isEqualTo(new byte[24]);
    }

    @Test
    void the_server_believes_the_example() throws MalformedNtlm {
        var target = new NtlmTarget("Domain", "Server", "", "", Set.of());
        var handshake = new NtlmHandshake(target, new byte[0], ChallengeMessage.parse(CHALLENGE_MESSAGE));

        var verdict = (Verdict.Proven) handshake.verify(AUTHENTICATE_MESSAGE, (_, _) -> Optional.of(hash), new byte[0]);
        assertThat(verdict).extracting("user", "domain").containsExactly("User", "Domain");
        assertThat(verdict.session().key()).isEqualTo(hex(SESSION_KEY));
    }

    @Test
    void signatures_are_made_with_the_keys_of_the_example() {
        var session = new NtlmSession(hex(SESSION_KEY), 0xe28a8233);
        assertThat(session.signingKey(NtlmSession.Signer.CLIENT)).isEqualTo(hex("4788dc861b4782f35d43fd98fe1a2d39"));
        assertThat(session.sealingKey(NtlmSession.Signer.CLIENT)).isEqualTo(hex("59f600973cc4960a25480a7c196e4c58"));

        // The example seals the text before it signs, so its signature takes the key stream from behind the text.
        var text = "Plaintext".getBytes(StandardCharsets.UTF_16LE);
        var checksum = Arrays.copyOf(NtlmKeys.hmacMd5(session.signingKey(NtlmSession.Signer.CLIENT), new byte[4], text), 8);
        var both = Arrays.copyOf(text, text.length + checksum.length);
        System.arraycopy(checksum, 0, both, text.length, checksum.length);
        assertThat(NtlmKeys.rc4(session.sealingKey(NtlmSession.Signer.CLIENT), both))
            .isEqualTo(hex("54e50165bf1936dc996020c1811b0f06fb5f" + "7fb38ec5c55d4976"));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
}
