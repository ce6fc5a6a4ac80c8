// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Challenge;
import dev.catena.http.FieldName;
import dev.catena.http.Refusal;
import dev.catena.http.ResponseHead;
import dev.catena.identity.HopStep;
import dev.catena.net.DiscardSink;
import dev.catena.route.Route;
import dev.catena.route.UpstreamHealth;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has to say to members of upstreams before they take its request, and what it learns of them. The words
 * are chosen by the member's {@link dev.catena.identity.Responder}; here they meet the connection. Owner: one event loop.
 */
final class HopTalk {
    private final Snapshot now;
    private @Nullable Refusal lastFailure;

    HopTalk(Snapshot now) {
        this.now = now;
    }

    /** Whether there may be another way. */
    boolean unreachable(Route route, Refusal refusal) {
        if (!(route instanceof Route.Member member)) return false;
        now.hops().health().report(member, new UpstreamHealth.Outcome.Failed(refusal.cause()));
        lastFailure = refusal;
        return true;
    }

    /** Why the last way that was tried led nowhere. */
    Optional<Refusal> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    HopStep begin(Errand errand, Route.Member member, UpstreamConnection hop) {
        hop.keep(true);
        return now.hops().responder(member.id()).begin(hop.proof(), Saying.PLAIN.covered(errand.request()));
    }

    /** A proof covers the request itself, which goes out with it; legs before the last cover nothing. */
    HopStep challenged(Errand errand, Route.Member member, UpstreamConnection hop, Reply.Head challenge) {
        now.hops().health().report(member, new UpstreamHealth.Outcome.Answered());
        var responder = now.hops().responder(member.id());
        try {
            var offered = Challenge.parse(challenge.head().headers().all(FieldName.PROXY_AUTHENTICATE));
            return responder.challenged(hop.proof(), Saying.PLAIN.covered(errand.request()), offered);
        } catch (IllegalArgumentException unreadable) {
            return responder.challenged(hop.proof(), Saying.PLAIN.covered(errand.request()), List.of());
        }
    }

    HopStep challengedTooLate(Route.Member member, UpstreamConnection hop) {
        return now.hops().responder(member.id()).challengedTooLate(hop.proof());
    }

    HopStep answered(Route.Member member, UpstreamConnection hop, Saying said, Reply.Head head) {
        now.hops().health().report(member, new UpstreamHealth.Outcome.Answered());
        boolean asExpected = !said.itself() && !said.isTrouble(head.head().status());
        return now.hops().responder(member.id()).answered(hop.proof(), asExpected ? ResponseHead.of(200, head.head().headers()) : head.head());
    }

    /** The connection went: was it in the middle of a handshake? */
    Optional<Refusal> brokenHandshake(Route.Member member, UpstreamConnection hop) {
        return now.hops().responder(member.id()).lost(hop.proof()) instanceof HopStep.Fail(_, var refusal) ? Optional.of(refusal) : Optional.empty();
    }

    /** Reads the body of an answer that nobody wants; whether the connection can be used after it. */
    CompletionStage<Boolean> readAway(UpstreamConnection hop, Reply.Head answer) {
        var ready = new CompletableFuture<Boolean>();
        answer.body().sendTo(new DiscardSink(() -> ready.complete(hop.isReady())));
        return ready;
    }
}
