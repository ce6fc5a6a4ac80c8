// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmHandshake;
import dev.catena.identity.ntlm.NtlmServer;
import dev.catena.identity.ntlm.NtlmTarget;
import dev.catena.identity.ntlm.Verdict;
import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginConnection;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A server that wants NTLM and remembers who proved each of its connections: an origin, or an upstream proxy. Every user's password is
 * the name and {@code -pw}. It answers with the name of whose connection it is.
 */
final class NtlmPeer implements Origin.Answerer {
    /** What it is to those who log in. */
    enum Role {
        ORIGIN(401, "WWW-Authenticate", "Authorization"), UPSTREAM(407, "Proxy-Authenticate", "Proxy-Authorization");

        private final int status;
        private final String challenge;
        private final String credentials;

        Role(int status, String challenge, String credentials) {
            this.status = status;
            this.challenge = challenge;
            this.credentials = credentials;
        }
    }

    /** What it does besides, once in a while. */
    enum Mishap { NONE, CLOSES_AFTERWARDS, RESETS }

    /**
     * A request that was let in.
     *
     * @param connection its number, in the order in which they first asked
     * @param proven whose connection it was
     */
    record Served(int connection, String proven, String method, String target, String owner, String forwardedUser, long body) {}

    private static final class State {
        final int number;
        volatile Optional<NtlmHandshake> handshake = Optional.empty();
        volatile String user = "";

        State(int number) {
            this.number = number;
        }
    }

    private final Role role;
    private final String fields;
    private final NtlmServer ntlm = new NtlmServer(new NtlmTarget("CORP", "PEER", "corp.test", "peer.corp.test", Set.of()),
            InstantSource.system(), new SecureRandom());
    private final Map<OriginConnection, State> states = new ConcurrentHashMap<>();
    private final List<Served> served = new CopyOnWriteArrayList<>();
    private volatile Supplier<Mishap> mishaps = () -> Mishap.NONE;

    /** @param fields of its answers to those it let in, as {@code < Cache-Control: no-store} */
    NtlmPeer(Role role, String fields) {
        this.role = role;
        this.fields = fields;
    }

    NtlmPeer having(Supplier<Mishap> more) {
        mishaps = more;
        return this;
    }

    List<Served> served() {
        return List.copyOf(served);
    }

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        long body = exchange.readBody().length;
        var mishap = mishaps.get();
        if (mishap == Mishap.RESETS) {
            exchange.reset();
            return;
        }
        var closing = mishap == Mishap.CLOSES_AFTERWARDS ? "\n< Connection: close" : "";
        State state;
        synchronized (states) {
            state = states.computeIfAbsent(exchange.connection(), _ -> new State(states.size()));
        }
        var request = exchange.request();
        var challenge = request.field(role.credentials).startsWith("NTLM ")
                ? leg(state, Base64.getDecoder().decode(request.field(role.credentials).substring("NTLM ".length())))
                : state.user.isEmpty() ? "NTLM" : "";
        if (!challenge.isEmpty()) {
            exchange.answer("< %d Who Are You\n< %s: %s%s\n<\n< asked".formatted(role.status, role.challenge, challenge, closing));
            return;
        }
        served.add(new Served(state.number, state.user, request.method(), request.target(), request.field("X-Owner"), request.field("X-Forwarded-User"), body));
        if (request.method().equals("CONNECT")) {
            exchange.send("HTTP/1.1 200 OK\n\n");
            exchange.close();
            return;
        }
        exchange.answer("< 200 OK\n%s%s\n<\n< %s".formatted(fields, closing, state.user));
    }

    /** The next challenge, or nothing when the connection is proven. */
    private String leg(State state, byte[] message) {
        var open = state.handshake;
        if (message[8] == 1 || open.isEmpty()) {
            state.user = "";
            if (!(ntlm.challenge(message) instanceof NtlmServer.Opening.Challenged(var handshake))) return "NTLM";
            state.handshake = Optional.of(handshake);
            return "NTLM " + Base64.getEncoder().encodeToString(handshake.challengeMessage());
        }
        state.handshake = Optional.empty();
        var verdict = open.get().verify(message, (user, _) -> Optional.of(NtHash.ofPassword(password(user).toCharArray())), new byte[0]);
        if (!(verdict instanceof Verdict.Proven proven)) return "NTLM";
        state.user = proven.user();
        return "";
    }

    static String password(String user) {
        return user + "-pw";
    }
}
