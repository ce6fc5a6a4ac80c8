// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.chains.NtlmPeer.Mishap;
import dev.catena.scenarios.chains.NtlmPeer.Role;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The law of the hop: no request of one user ever travels on a connection that another one proved. Users log in, ask, go away in the
 * middle of a handshake and come back, on several connections and event loops, while the other end closes and resets as it likes; that
 * end notes who proved each connection, and whose each request was.
 */
@ExtendWith(StageExtension.class)
class IsolationTest {
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final String CACHEABLE = "< Cache-Control: public, max-age=60";
    private static final int SEATS = 5;
    private static final int MOVES_MAX = 60;

    private final NtlmPeer origin = new NtlmPeer(Role.ORIGIN, CACHEABLE);
    private final NtlmPeer other = new NtlmPeer(Role.ORIGIN, CACHEABLE);
    private final NtlmPeer upstream = new NtlmPeer(Role.UPSTREAM, CACHEABLE);
    private Stage stage;
    private int upstreamPort;
    /** The one of all tries. */
    private Proxy proxy;

    @BeforeEach
    void set(Stage given) {
        stage = given;
        stage.origin("origin.test", origin);
        stage.origin("other.test", other);
        upstreamPort = stage.origin("hq.test", upstream).port();
    }

    @Property(tries = 15)
    void who_logs_in_to_an_origin_is_alone_on_the_connection(Cases cases) {
        var proxy = proxy(() -> stage.proxy("threads: 2"));
        play(cases, () -> new NtlmUser(cases.oneOf(USERS), proxy.raw()), proxy);
        assertThat(origin.served()).isNotEmpty().allSatisfy(served -> assertThat(served.proven()).as(served.toString()).isEqualTo(served.owner()));
        assertThat(other.served()).allSatisfy(served -> assertThat(served.proven()).as(served.toString()).isEqualTo(served.owner()));
    }

    @Property(tries = 15)
    void who_logs_in_to_an_upstream_is_alone_on_the_connection(Cases cases) {
        var proxy = proxy(() -> stage.proxy(branch("{as: pass-through}")));
        play(cases, () -> new NtlmUser(cases.oneOf(USERS), proxy.raw()).atUpstream(), proxy);
        assertThat(upstream.served()).isNotEmpty().allSatisfy(served -> assertThat(served.proven()).as(served.toString()).isEqualTo(served.owner()));
    }

    /** Here everybody shares the proxy's own connections, and each request names its user, whatever the client says of itself. */
    @Property(tries = 15)
    void who_is_named_to_an_upstream_is_the_one_who_asks(Cases cases) throws IOException {
        var password = Files.writeString(stage.folder().resolve("svc"), NtlmPeer.password("svc"));
        var accounts = new AccountsFile(stage.folder().resolve("accounts"));
        var proxy = proxy(() -> {
            USERS.forEach(user -> accounts.with(user, NtlmPeer.password(user)));
            return stage.proxy(branch("{user: svc, password: 'file:%s', schemes: [ntlm], as: user-header}".formatted(password)), accounts.yaml(),
                    Chain.listener("basic"));
        });
        try (var first = proxy.raw()) {
            named(first, "alice", "GET http://origin.test/"); // the password is known to be right, and no reset spends the budget of wrong ones
        }
        upstream.having(mishaps(cases));
        var seats = new ArrayList<RawClient>();
        for (int i = 0; i < SEATS; i++) seats.add(proxy.raw());
        for (int left = cases.integer(20, MOVES_MAX); left > 0; left--) {
            int seat = cases.integer(0, SEATS - 1);
            try {
                named(seats.get(seat), cases.oneOf(USERS), cases.oneOf("GET http://origin.test/", "GET http://other.test/" + left, "POST http://origin.test/"));
            } catch (AssertionError gone) {
                seats.get(seat).close();
                seats.set(seat, proxy.raw());
            }
        }
        seats.forEach(RawClient::close);
        upstream.having(() -> Mishap.NONE);
        assertThat(upstream.served()).isNotEmpty().allSatisfy(served -> {
            assertThat(served.proven()).as(served.toString()).isEqualTo("svc");
            assertThat(served.forwardedUser()).as(served.toString()).isEqualTo(served.owner());
        });
    }

    private static Response named(RawClient client, String user, String request) {
        var proof = Base64.getEncoder().encodeToString((user + ":" + NtlmPeer.password(user)).getBytes(StandardCharsets.UTF_8));
        return client.ask("%s HTTP/1.1\nHost: origin.test\nX-Owner: %s\nX-Forwarded-User: root\nCache-Control: no-store\nProxy-Authorization: Basic %s\n%s\n"
                .formatted(request, user, proof, request.startsWith("POST") ? "Content-Length: 0\n" : ""));
    }

    private void play(Cases cases, Supplier<NtlmUser> newcomer, Proxy proxy) {
        List.of(origin, other, upstream).forEach(peer -> peer.having(mishaps(cases)));
        var seats = new ArrayList<NtlmUser>();
        for (int i = 0; i < SEATS; i++) seats.add(newcomer.get());
        for (int left = cases.integer(20, MOVES_MAX); left > 0; left--) {
            int seat = cases.integer(0, SEATS - 1);
            if (!staysAfter(cases, seats.get(seat), proxy)) {
                seats.get(seat).client().close();
                seats.set(seat, newcomer.get());
            }
        }
        List.of(origin, other, upstream).forEach(peer -> peer.having(() -> Mishap.NONE));
        for (var seat : seats) seat.client().close();
        var last = newcomer.get();
        last.logIn("GET http://origin.test/");
        last.client().close();
    }

    private static boolean staysAfter(Cases cases, NtlmUser user, Proxy proxy) {
        var request = cases.oneOf("GET http://origin.test/", "GET http://origin.test/", "POST http://origin.test/", "GET http://other.test/");
        try {
            switch (cases.integer(0, 6)) {
                case 0 -> {
                    return false;
                }
                case 1 -> {
                    user.firstLeg(request, user.ntlm());
                    if (cases.flip()) user.client().reset();
                    return false;
                }
                case 2, 3 -> check(user, user.logIn(request));
                case 4, 5 -> check(user, user.ask(request));
                default -> {
                    try (var nobody = proxy.raw()) {
                        int status = nobody.ask(request + " HTTP/1.1\nHost: origin.test\nX-Owner: nobody\nContent-Length: 0\n\n").status();
                        if (status == 200) throw new IllegalStateException("somebody who proved nothing was let in: " + request);
                    }
                }
            }
            return true;
        } catch (AssertionError gone) {
            return false; // the other end had a mishap, and so both connections ended
        }
    }

    private static void check(NtlmUser user, Response answer) {
        if (answer.status() == 200 && !answer.text().equals(user.name())) {
            throw new IllegalStateException("%s got the answer for %s".formatted(user.name(), answer.text()));
        }
    }

    /** One answer in ten ends its connection, and one in twenty is none. */
    private static Supplier<Mishap> mishaps(Cases cases) {
        var random = new Random(cases.seed());
        return () -> {
            synchronized (random) {
                int dice = random.nextInt(20);
                return dice == 0 ? Mishap.RESETS : dice < 3 ? Mishap.CLOSES_AFTERWARDS : Mishap.NONE;
            }
        };
    }

    private Proxy proxy(Supplier<Proxy> first) {
        if (proxy == null) proxy = first.get();
        return proxy;
    }

    /** A member that is never taken for down. */
    private String branch(String credentials) {
        return """
            name: branch
            threads: 2
            upstreams: [{name: hq, members: ['127.0.0.1:%d'], credentials: %s, health: {failures: 100}}]
            routes: [{name: internet, match: any, to: hq}]
            """.formatted(upstreamPort, credentials);
    }
}
