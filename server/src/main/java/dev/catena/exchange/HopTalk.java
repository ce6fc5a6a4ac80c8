// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Challenge;
import dev.catena.http.FieldName;
import dev.catena.http.Refusal;
import dev.catena.http.ResponseHead;
import dev.catena.identity.HopProof;
import dev.catena.identity.HopStep;
import dev.catena.net.DiscardSink;
import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.HopLeg;
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
    private final ExchangeRecord record;
    private @Nullable Refusal lastFailure;
    /** What the responder said to do last. */
    private HopStep step = new HopStep.NothingNeeded();
    private @Nullable Unanswered unanswered;
    /** How often in a row a connection ended before its challenge was answered. */
    private int closings;

    /** A challenge that we have still to answer: what to say is waited for, or the connection ended. */
    private record Unanswered(List<Challenge> challenges, HopProof proof) {}

    HopTalk(Snapshot now, ExchangeRecord record) {
        this.now = now;
        this.record = record;
    }

    /** Whether there may be another way. */
    boolean unreachable(Route route, Refusal refusal) {
        if (!(route instanceof Route.Member member)) return false;
        now.hops().health().report(member, new UpstreamHealth.Outcome.Failed(refusal.cause()));
        lastFailure = at(member, refusal);
        unanswered = null;
        return true;
    }

    /** A failure's own words name an address, which nobody finds in the settings. */
    static Refusal at(Route.Member member, Refusal refusal) {
        return refusal.at("%s (%s)".formatted(member.word(), member.address()));
    }

    /** The member did its part, whatever became of the request. */
    void reached(Route route) {
        if (route instanceof Route.Member member) now.hops().health().report(member, new UpstreamHealth.Outcome.Answered());
    }

    /** Why the last way that was tried led nowhere. */
    Optional<Refusal> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    HopStep begin(Errand errand, Route.Member member, UpstreamConnection hop) {
        hop.keep(true);
        record.member = member.address().at();
        record.provenBefore = hop.proof().provenConnection();
        var responder = now.hops().responder(member.id());
        var covered = Saying.PLAIN.covered(errand.request());
        var still = unanswered;
        return still == null ? noted(responder.begin(hop.proof(), covered))
            : answering(hop, still.challenges, responder.challengedStill(hop.proof(), still.proof, covered, still.challenges));
    }

    private HopStep answering(UpstreamConnection hop, List<Challenge> challenges, HopStep next) {
        unanswered = next instanceof HopStep.Await ? new Unanswered(challenges, hop.proof()) : null;
        return noted(next);
    }

    private HopStep noted(HopStep next) {
        step = next;
        return next;
    }

    /** The proof that was begun is not said. */
    void takeBack(UpstreamConnection hop) {
        hop.proof().close();
        step = new HopStep.Unproven();
    }

    /** What was said came back with this; worth a note where it had to do with a log-in. */
    void heard(Route.Member member, Saying said, Reply reply) {
        var proof = step instanceof HopStep.Prove prove ? prove : null;
        boolean quiet = step instanceof HopStep.NothingNeeded;
        step = new HopStep.NothingNeeded();
        if (proof != null) closings = 0;
        var leg = switch (reply) {
            case Reply.Head(var head, _) -> quiet && said.itself() && head.status() != 407 ? null
                : leg(member, said, proof, head.status(), offered(head), proof == null ? "" : proof.steppedDown());
            case Reply.Lost(_, var refusal) -> leg(member, said, proof, 0, List.of(), refusal.cause());
        };
        if (leg != null) record.heard(leg);
    }

    private HopLeg leg(Route.Member member, Saying said, HopStep.@Nullable Prove proof, int status, List<String> offered, String note) {
        return new HopLeg(member.address().toString(), said.itself(), proof == null ? "" : proof.scheme().word(),
            proof != null && proof.lastLeg(), status, offered, note, record.elapsedNanos());
    }

    private static List<String> offered(ResponseHead head) {
        return head.status() == 407 ? challenges(head).stream().map(Challenge::scheme).distinct().toList() : List.of();
    }

    /** What it asks for; nothing, where that cannot be read. */
    private static List<Challenge> challenges(ResponseHead head) {
        try {
            return Challenge.parse(head.headers().all(FieldName.PROXY_AUTHENTICATE));
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    /** A proof covers the request itself, which goes out with it; legs before the last cover nothing. */
    HopStep challenged(Errand errand, Route.Member member, UpstreamConnection hop, Reply.Head challenge) {
        now.hops().health().report(member, new UpstreamHealth.Outcome.Answered());
        var asked = challenges(challenge.head());
        return answering(hop, asked, now.hops().responder(member.id()).challenged(hop.proof(), Saying.PLAIN.covered(errand.request()), asked));
    }

    /** The connection ended with its challenge, as some proxies have it: the answer goes over another one, unless it belongs to this one. */
    HopStep closedWith(Route.Member member, UpstreamConnection hop, Reply.Head challenge) {
        var next = now.hops().responder(member.id()).unsaid(hop.proof(), ++closings);
        unanswered = next instanceof HopStep.Fail ? null : new Unanswered(challenges(challenge.head()), hop.proof());
        step = new HopStep.NothingNeeded();
        hop.close();
        return next;
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
        return lostIn(member, hop) instanceof HopStep.Fail(_, var refusal) ? Optional.of(refusal) : Optional.empty();
    }

    /** The same, with what kind of failure it was. */
    HopStep lostIn(Route.Member member, UpstreamConnection hop) {
        return now.hops().responder(member.id()).lost(hop.proof());
    }

    /** Reads the body of an answer that nobody wants; whether what comes next can be said on the connection. */
    CompletionStage<Boolean> readAway(UpstreamConnection hop, Reply.Head answer) {
        var ready = new CompletableFuture<Boolean>();
        answer.body().sendTo(new DiscardSink(() -> ready.complete(hop.isReady() && !hop.proof().isSpent())));
        return ready;
    }
}
