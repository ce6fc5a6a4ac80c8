// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.HttpDate;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import dev.catena.identity.HopFailure;
import dev.catena.identity.HopStep;
import dev.catena.identity.Principal;
import dev.catena.net.BodySource;
import dev.catena.observe.ExchangeRecord;
import dev.catena.policy.Permit;
import dev.catena.route.Attempts;
import dev.catena.route.MemberId;
import dev.catena.route.Route;
import dev.catena.upstream.DialTerms;
import dev.catena.upstream.Dialled;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Goes to a member of an upstream and says what an exchange would say to it, up to the point where the request itself would go out; so it
 * meets error 12201 before a user does. A connection of its own, the same {@link HopTalk}, and the question that is harmless
 * ({@link Saying}): what it finds is what an exchange finds, and the member's health, expectation and lockout budget learn of it alike.
 * Owner: the worker's event loop.
 */
public final class Rehearsal {
    /** Asked about in the question: a host that is kept for examples (RFC 2606), should a hop forward it all the same. */
    static final String HOST = "example.com";

    private static final RequestHead QUESTION = new RequestHead(Method.HEAD, "http://" + HOST + "/", new Target.Absolute("http", HOST, 80, "/"),
        Version.HTTP_1_1, Headers.of("Host", HOST, "Cache-Control", "only-if-cached"), BodyLength.NONE);
    /** More questions than any handshake has, with a new connection between. */
    private static final int QUESTIONS_MAX = 8;

    /** How far to go. */
    public enum Extent {
        /** Up to the challenge: shows no password, and no ticket. */
        CHALLENGE,
        /** To the end of the log-in, if the lockout budget gives leave. */
        LOG_IN
    }

    /** What would become of a request. */
    public sealed interface Ending {
        /** It would pass, without a proof. */
        record LetIn() implements Ending {}

        /** It would pass: the member took our proof. */
        record Proven(String scheme) implements Ending {}

        /** It would be proven by this scheme, which was not tried. */
        record WouldProve(String scheme, String steppedDown) implements Ending {}

        /** The two ends do not agree: error 12201. */
        record Disagreed(HopFailure failure, Refusal refusal) implements Ending {}

        /** There is no connection, or it gave no answer. */
        record Unreachable(Refusal refusal) implements Ending {}

        /** The member answered the question with an error that says nothing of who may use it. */
        record Troubled(int status) implements Ending {}
    }

    /**
     * What was found.
     *
     * @param record the times, the address and the legs
     * @param clockAhead by how much the member's clock was ahead of ours, by the {@code Date} of its answer; empty without one
     */
    public record Finding(MemberId member, Ending ending, ExchangeRecord record, Optional<Duration> clockAhead) {}

    private final Worker worker;
    private final Snapshot now;
    private final Route.Member member;
    private final Extent extent;
    private final ExchangeRecord record;
    private final HopTalk talk;
    private final Errand errand;
    private final CompletableFuture<Finding> finding = new CompletableFuture<>();
    private @Nullable UpstreamConnection connection;
    private @Nullable Duration clockAhead;
    private String claimed = "";
    private boolean answered;
    private int questions;

    private Rehearsal(Worker worker, MemberId member, Extent extent) {
        this.worker = worker;
        this.now = worker.snapshot().get();
        this.member = new Route.Member(member, 0);
        this.extent = extent;
        this.record = new ExchangeRecord("", "", new InetSocketAddress(0), now.clock().millis(), System.nanoTime());
        this.talk = new HopTalk(now, record);
        this.errand = new Errand(QUESTION, Principal.ANONYMOUS, new Permit("", "allow", List.of(), "asked by this proxy itself", now.hops().guard()),
            "", Optional.empty(), Attempts.NONE);
    }

    /**
     * Rehearses with one member. May be called from any thread; the stage completes on the worker's, and fails only by a fault of ours.
     *
     * @param patience after which the member counts as unreachable
     */
    public static CompletionStage<Finding> with(Worker worker, MemberId member, Extent extent, Duration patience) {
        var begun = new CompletableFuture<Finding>();
        worker.context().execute(() -> {
            var rehearsal = new Rehearsal(worker, member, extent);
            var timer = worker.context().loop().schedule(() -> rehearsal.outOfTime(patience), patience.toMillis(), TimeUnit.MILLISECONDS);
            rehearsal.finding.whenComplete((found, mistake) -> {
                timer.cancel(false);
                if (found != null) begun.complete(found);
                else begun.completeExceptionally(mistake);
            });
            rehearsal.dial();
        });
        return begun;
    }

    private void outOfTime(Duration patience) {
        end(new Ending.Unreachable(new Refusal(RefusalCode.RESPONSE_TIMEOUT, "%s gave no answer within %d s".formatted(member.address(), patience.toSeconds()))));
    }

    private void dial() {
        var known = now.hops().member(member.id());
        worker.upstreams().dial(known.door(member), new DialTerms(now.hops().guard(), true, known.source(), DialTerms.Reuse.NEVER, record))
            .thenAccept(dialled -> {
                switch (dialled) {
                    case Dialled.Unreachable(var refusal) -> {
                        talk.unreachable(member, refusal);
                        end(new Ending.Unreachable(refusal));
                    }
                    case Dialled.Declined(var refusal) -> end(new Ending.Unreachable(refusal));
                    case Dialled.Ready(var ready) -> {
                        connection = ready;
                        if (finding.isDone()) ready.close();
                        else if (member.endsAtOrigin()) end(new Ending.LetIn()); // its door is open; it asks who we are with each request
                        else approach(ready);
                    }
                }
            }).whenComplete(this::mistaken);
    }

    private void approach(UpstreamConnection hop) {
        if (finding.isDone()) return;
        if (hop.isReady()) said(hop, talk.begin(errand, member, hop));
        else dial();
    }

    private void said(UpstreamConnection hop, HopStep step) {
        switch (step) {
            case HopStep.NothingNeeded() -> {
                if (answered) end(claimed.isEmpty() ? new Ending.LetIn() : new Ending.Proven(claimed));
                else ask(hop, Saying.ours(false, ""));
            }
            case HopStep.Unproven() -> ask(hop, Saying.ours(false, ""));
            case HopStep.Prove _ when questions == 0 -> {
                // what was learned before is left aside, to hear all that the member offers
                talk.takeBack(hop);
                ask(hop, Saying.ours(false, ""));
            }
            case HopStep.Prove prove -> {
                if (extent == Extent.CHALLENGE) {
                    end(new Ending.WouldProve(prove.scheme().word(), prove.steppedDown()));
                    return;
                }
                claimed = prove.scheme().word();
                ask(hop, Saying.ours(false, prove.fieldValue()));
            }
            case HopStep.Await(var ready) -> ready.whenComplete((_, _) -> worker.context().execute(() -> approach(hop)));
            case HopStep.Relay() -> end(new Ending.LetIn());
            case HopStep.Fail(var failure, var refusal) -> end(new Ending.Disagreed(failure, refusal));
        }
    }

    private void ask(UpstreamConnection hop, Saying saying) {
        if (++questions > QUESTIONS_MAX) {
            end(new Ending.Unreachable(new Refusal(RefusalCode.RESPONSE_MALFORMED, "%s asks for a proof again and again".formatted(member.address()))));
            return;
        }
        hop.keep(true);
        var head = ForwardedHead.forProxy(errand, saying, now.hops().userField(member), now.pseudonym(), worker.context().head());
        hop.send(saying.of(QUESTION), false, head, BodySource.EMPTY, _ -> { }).thenAccept(reply -> {
            if (finding.isDone()) return;
            talk.heard(member, saying, reply);
            record.headNanos = record.elapsedNanos();
            switch (reply) {
                case Reply.Lost(_, var refusal) -> lost(hop, refusal);
                case Reply.Head head407 when head407.head().status() == 407 -> {
                    noteClock(head407.head());
                    var next = talk.challenged(errand, member, hop, head407);
                    if (next instanceof HopStep.Fail || extent == Extent.CHALLENGE) said(hop, next);
                    else readAway(hop, head407, () -> said(hop, next));
                }
                case Reply.Head answer -> answered(hop, saying, answer);
            }
        }).whenComplete(this::mistaken);
    }

    private void answered(UpstreamConnection hop, Saying saying, Reply.Head answer) {
        noteClock(answer.head());
        answered = true;
        var judged = talk.answered(member, hop, saying, answer);
        if (judged instanceof HopStep.Fail || !claimed.isEmpty()) said(hop, judged);
        else if (saying.isTrouble(answer.head().status())) end(new Ending.Troubled(answer.head().status()));
        else said(hop, judged);
    }

    private void lost(UpstreamConnection hop, Refusal refusal) {
        talk.unreachable(member, refusal);
        if (talk.lostIn(member, hop) instanceof HopStep.Fail(var failure, var broken)) end(new Ending.Disagreed(failure, broken));
        else end(new Ending.Unreachable(refusal));
    }

    /** The next leg goes on the same connection. */
    private void readAway(UpstreamConnection hop, Reply.Head answer, Runnable next) {
        talk.readAway(hop, answer).thenAccept(ready -> {
            if (finding.isDone()) return;
            if (ready) next.run();
            else if (talk.closedWith(member, hop, answer) instanceof HopStep.Fail(var failure, var broken)) end(new Ending.Disagreed(failure, broken));
            else dial(); // it closes after each challenge: the proof may go on another connection
        }).whenComplete(this::mistaken);
    }

    private void mistaken(@Nullable Void nothing, @Nullable Throwable mistake) {
        if (mistake != null) finding.completeExceptionally(mistake);
    }

    private void noteClock(ResponseHead head) {
        if (clockAhead != null) return;
        long seconds = now.clock().millis() / 1000;
        head.headers().first(FieldName.DATE).map(date -> HttpDate.parse(date, seconds)).ifPresent(date -> date.ifPresent(theirs ->
            clockAhead = Duration.ofSeconds(theirs - seconds)));
    }

    private void end(Ending ending) {
        if (finding.isDone()) return;
        record.endNanos = record.elapsedNanos();
        var hop = connection;
        if (hop != null) {
            hop.proof().close();
            hop.abandon();
        }
        finding.complete(new Finding(member.id(), ending, record, Optional.ofNullable(clockAhead)));
    }
}
