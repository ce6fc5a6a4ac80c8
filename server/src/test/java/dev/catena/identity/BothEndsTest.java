// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.Offload;
import dev.catena.http.Challenge;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Scanned;
import dev.catena.settings.HostPort;
import dev.catena.testkit.TestClock;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hop of two of us: what one says to prove itself, the other understands. */
class BothEndsTest {
    private static final String URL = "http://example.test/";
    private static final HopRequest REQUEST = new HopRequest("GET", URL);

    private final TestClock clock = new TestClock();
    private final Offload hashes = new Offload("hashes", 2, 100, Duration.ofSeconds(30));
    private final ClientAuth upstream = ClientAuthTest.clientAuth(clock, hashes);
    private final LockoutBudget budget = new LockoutBudget(3, Duration.ofMinutes(15), clock, new SecureRandom());
    private final Expectations expectations = new Expectations(Duration.ofMinutes(10), clock);

    @AfterEach
    void end() {
        hashes.close();
    }

    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"BASIC", "DIGEST", "NTLM"})
    void each_scheme_goes_through_and_is_remembered(Scheme scheme) {
        var mode = new Mode(List.of(scheme));
        assertThat(requests(mode, scheme, ClientAuthTest.PASSWORD, 2)).containsExactly("alice", "alice");
        assertThat(expectations.all().values()).extracting(Expectations.Expectation::words).containsExactly("wants " + scheme.word());
        assertThat(requests(mode, scheme, ClientAuthTest.PASSWORD, 2)).as("begun ahead where that is possible").containsExactly("alice", "alice");
        assertThat(requests(mode, scheme, "wrong", 1)).containsExactly("12201/rejected");
        assertThat(requests(mode, scheme, "wrong", 1)).containsExactly("12201/rejected");
    }

    @Test
    void encrypted_credentials_and_an_upstream_that_lets_everybody_in_are_error_12201_until_it_no_longer_does() {
        var open = new Mode(List.of(Scheme.ANONYMOUS));
        var closed = new Mode(List.of(Scheme.NTLM));
        assertThat(requests(open, Scheme.NTLM, ClientAuthTest.PASSWORD, 1)).containsExactly("12201/unchallenged");
        assertThat(requests(closed, Scheme.NTLM, ClientAuthTest.PASSWORD, 1)).containsExactly("alice");
        assertThat(requests(open, Scheme.NTLM, ClientAuthTest.PASSWORD, 1)).as("also where NTLM was begun ahead").containsExactly("12201/unchallenged");
    }

    /** Who the upstream took us for, or the word of the failure: some requests, one after the other on one connection. */
    private List<String> requests(Mode mode, Scheme scheme, String password, int count) {
        var responder = new Responder(new Hop("hq", new HostPort("hq.test", 8080), false),
            new HopCredentials("alice", "", new Password(password), List.of(scheme), HopCredentials.Unchallenged.REFUSE, HopCredentials.As.SERVICE, false),
            budget, expectations, null, clock, new SecureRandom());
        var connection = new ConnectionProof(InetAddress.ofLiteral("192.0.2.7"));
        var seen = new ArrayList<String>();
        try (var proof = new HopProof()) {
            for (int i = 0; i < count; i++) seen.add(request(responder, proof, connection, mode));
        }
        return seen;
    }

    private String request(Responder responder, HopProof proof, ConnectionProof connection, Mode mode) {
        for (var step = responder.begin(proof, REQUEST); ; ) {
            var identified = upstream.identify(head(step instanceof HopStep.Prove prove ? prove.fieldValue() : ""), connection, mode);
            if (identified instanceof Identified.Checking(var verdict)) identified = verdict.toCompletableFuture().join();
            step = identified instanceof Identified.Challenged challenged
                ? responder.challenged(proof, REQUEST, Challenge.parse(challenged.proxyAuthenticate()))
                : responder.answered(proof, ResponseHead.of(200, Headers.EMPTY));
            if (step instanceof HopStep.Fail fail) return fail.refusal().slug();
            if (step instanceof HopStep.NothingNeeded) return ((Identified.As) identified).principal().shown();
        }
    }

    private static RequestHead head(String proof) {
        var text = "GET " + URL + " HTTP/1.1\r\nHost: example.test\r\n" + (proof.isEmpty() ? "" : "Proxy-Authorization: " + proof + "\r\n") + "\r\n";
        var bytes = text.getBytes(ISO_8859_1);
        return ((Scanned.Complete<RequestHead>) new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length)).head();
    }
}
