// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmClient.Answer;
import dev.catena.testkit.Cases;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A client and a server that meet in memory, and the accounts both know. */
final class Handshakes {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final byte[] NO_BINDING = new byte[0];

    private final Map<String, NtHash> hashes = new HashMap<>();
    private final Random random;

    Handshakes(long seed) {
        random = new Random(seed);
    }

    NtlmServer server(String... services) {
        return new NtlmServer(new NtlmTarget("CORP", "PROXY", "corp.test", "proxy.corp.test", Set.of(services)), () -> NOW, random);
    }

    NtlmClient client(NtlmLogin login) {
        return new NtlmClient(login, () -> NOW, random);
    }

    static NtlmLogin login(String user, String domain, String password) {
        return new NtlmLogin(user, domain, "CHAINBOX", NtHash.ofPassword(password.toCharArray()), "");
    }

    Handshakes knows(NtlmLogin login) {
        hashes.put(NtlmText.upperCase(login.user()), login.hash());
        return this;
    }

    Optional<NtHash> ntHash(String user, String domain) {
        return Optional.ofNullable(hashes.get(NtlmText.upperCase(user)));
    }

    static NtlmHandshake challenged(NtlmServer.Opening opening) {
        return ((NtlmServer.Opening.Challenged) opening).handshake();
    }

    static byte[] message(Answer answer) {
        return ((Answer.Authenticate) answer).message();
    }

    /** Names and passwords as people have them all over the world; 16-bit units, so some take two. */
    static String text(Cases cases, int min, int max) {
        return cases.text("abcXYZ019 ._-$äßÿłıİжФ密码日本ａ\uD83D\uDD11", min, max).replaceAll("[\\uD800-\\uDFFF]", "é");
    }
}
