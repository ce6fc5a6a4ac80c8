// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.bench.HotPath;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;

/** What a log-in by NTLM computes, on either side: reading and writing three messages, the proofs in them, and the MIC over all of them. */
public class NtlmBenchmark extends HotPath {
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T09:12:13Z"));
    private final Random random = new Random(1);
    private final NtHash hash = NtHash.ofPassword("Sesam-0pen!".toCharArray());
    private final NtlmServer server = new NtlmServer(new NtlmTarget("CORP", "PROXY", "corp.example", "proxy.corp.example", Set.of()), clock, random);
    private final NtlmLogin login = new NtlmLogin("branch7", "CORP", "", hash, "HTTP/proxy.corp.example");
    private final NtlmHandshake asked = challenged(client().negotiate());
    private final byte[] challenge = asked.challengeMessage();
    private final byte[] authenticate = authenticate(client());

    /** To log in: both of our messages. */
    @Benchmark
    public byte[] client_logs_in() {
        return authenticate(client());
    }

    /** To be logged in to: the challenge. */
    @Benchmark
    public NtlmHandshake server_challenges() {
        return challenged(client().negotiate());
    }

    /** And the verdict, where the hash is known. */
    @Benchmark
    public Verdict server_verifies() {
        return asked.verify(authenticate, (_, _) -> Optional.of(hash), new byte[0]);
    }

    private NtlmClient client() {
        return new NtlmClient(login, clock, random);
    }

    private NtlmHandshake challenged(byte[] negotiate) {
        if (server.challenge(negotiate) instanceof NtlmServer.Opening.Challenged(var handshake)) return handshake;
        throw new IllegalStateException("not challenged: the benchmark would measure something else");
    }

    private byte[] authenticate(NtlmClient client) {
        client.negotiate();
        if (client.answer(challenge) instanceof NtlmClient.Answer.Authenticate(var message)) return message;
        throw new IllegalStateException("not answered: the benchmark would measure something else");
    }
}
