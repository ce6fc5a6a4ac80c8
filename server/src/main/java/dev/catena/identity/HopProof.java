// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.digest.DigestSession;
import dev.catena.identity.ntlm.NtlmClient;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection to a next hop has come in proving us. Owned by the connection, and by its event loop. Close it with the
 * connection: somebody may be waiting for what comes of its password.
 */
public final class HopProof implements AutoCloseable {
    /** What was said last. */
    sealed interface Stage {
        /** Nothing that waits for an answer. */
        record Quiet() implements Stage {}

        /** The first leg of a handshake by this scheme: a challenge has to come, and this answers it. */
        record Opened(Scheme scheme, Function<byte[], NtlmClient.Answer> answer) implements Stage {}

        /** All that there is to say, by this scheme: a yes or a no has to come. */
        record Claimed(Scheme scheme) implements Stage {}

        /** The connection is ours. */
        record Proven() implements Stage {}
    }

    private static final Stage QUIET = new Stage.Quiet();

    Stage stage = QUIET;
    /** The schemes of the last challenge, as they were spelled. */
    List<String> offered = List.of();
    /** Schemes that turned out not to be usable here, and why. */
    final Map<Scheme, String> unusable = new EnumMap<>(Scheme.class);
    /** Basic is said with each request, once the hop asked for it. */
    boolean saysBasic;
    /** Digest answers each request with the hop's nonce. */
    @Nullable DigestSession digest;
    /** How often in a row the hop called a nonce stale. */
    int stale;
    /** A ticket that was asked for. */
    @Nullable CompletableFuture<TicketSource.Ticket> ticket;
    /** What a ticket began. */
    TicketSource.@Nullable Conversation conversation;
    /** Whether what is to be said answers a leg that this connection heard, so that it cannot be said on another one. */
    boolean midway;
    /** Whether a ticket was refused here: some hops read all that follows on this connection as one more leg of that. */
    boolean spent;
    /** Whether a second ticket was shown after the first was refused. */
    boolean secondTicket;
    /** What would help against the lack of a ticket; empty if there is none lacking. */
    String ticketRemedy = "";
    LockoutBudget.@Nullable Trial trial;

    /** Whether this connection was proven, and so serves one principal only. */
    public boolean provenConnection() {
        return stage instanceof Stage.Proven;
    }

    /** Whether the answer to the last challenge has to be said on another connection. */
    public boolean isSpent() {
        return spent;
    }

    /** The hop is the same, and its challenge too; only the connection is another one. */
    void takeUp(HopProof former) {
        if (former == this) return;
        unusable.putAll(former.unusable);
        ticketRemedy = former.ticketRemedy;
        secondTicket = former.secondTicket;
        stale = former.stale;
    }

    void quiet() {
        stage = QUIET;
    }

    void accepted() {
        if (trial != null) trial.accepted();
        trial = null;
        stale = 0;
    }

    void refused() {
        if (trial != null) trial.refused();
        forget();
    }

    void unanswered() {
        if (trial != null) trial.unanswered();
        forget();
    }

    /** The connection ended; what it was about to prove is left open. */
    @Override
    public void close() {
        if (trial != null) trial.abandoned();
        forget();
    }

    private void forget() {
        trial = null;
        stage = QUIET;
        saysBasic = false;
        digest = null;
        ticket = null;
        if (conversation != null) conversation.close();
        conversation = null;
    }
}
