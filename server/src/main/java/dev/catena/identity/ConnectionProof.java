// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.ntlm.NegotiateHandshake;
import dev.catena.identity.ntlm.NtlmHandshake;
import java.net.InetAddress;

/**
 * How far one client connection has come in proving who is on it. Owned by the connection, and by its event loop; while an
 * {@link Identified.Checking} is under way nobody else asks.
 *
 * <p>NTLM and Negotiate prove a connection (RFC 4559 §6): the user stays until another one logs in, and goes with the connection.
 */
public final class ConnectionProof {
    /** What is held between two requests. */
    sealed interface Stage {
        /** Nobody logged in. */
        record Nobody() implements Stage {}

        /** A challenge went out by the scheme NTLM. */
        record NtlmLeg(NtlmHandshake handshake) implements Stage {}

        /** A challenge went out by the scheme Negotiate. */
        record NegotiateLeg(NegotiateHandshake handshake) implements Stage {}

        /** The connection is this user's. */
        record Proven(Principal principal) implements Stage {}
    }

    private static final Stage NOBODY = new Stage.Nobody();

    private final InetAddress client;
    private final byte[] channelBinding;
    private Stage stage = NOBODY;
    private String reply = "";

    /** A connection without TLS. */
    public ConnectionProof(InetAddress client) {
        this(client, new byte[0]);
    }

    /** @param channelBinding the MD5 of the TLS channel's bindings (RFC 5929 {@code tls-server-end-point}), or empty */
    public ConnectionProof(InetAddress client, byte[] channelBinding) {
        this.client = client;
        this.channelBinding = channelBinding.clone();
    }

    /** Who proved this connection; the anonymous user until somebody did. */
    public Principal principal() {
        return stage instanceof Stage.Proven(var principal) ? principal : Principal.ANONYMOUS;
    }

    /** Whether a challenge of a handshake waits for its answer on this connection. */
    public boolean inHandshake() {
        return stage instanceof Stage.NtlmLeg || stage instanceof Stage.NegotiateLeg;
    }

    /**
     * What the scheme that just proved this connection has still to say, once: a {@code Proxy-Authenticate} line for the answer to the
     * request that proved it (RFC 4559 §4.1), or empty.
     */
    public String takeReply() {
        var taken = reply;
        reply = "";
        return taken;
    }

    InetAddress client() {
        return client;
    }

    byte[] channelBinding() {
        return channelBinding;
    }

    Stage stage() {
        return stage;
    }

    void enter(Stage next) {
        stage = next;
    }

    void prove(Principal principal, String lastWord) {
        stage = new Stage.Proven(principal);
        reply = lastWord;
    }

    void reset() {
        stage = NOBODY;
        reply = "";
    }
}
