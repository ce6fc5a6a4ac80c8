// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Answer;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheAnswer;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.identity.HopStep;
import dev.catena.identity.Identified;
import dev.catena.policy.Admission;
import dev.catena.policy.Verdict;
import dev.catena.route.Attempts;
import dev.catena.route.Choice;
import dev.catena.route.Route;
import dev.catena.store.Loaded;
import dev.catena.upstream.DialTerms.Reuse;
import dev.catena.upstream.Dialled;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.util.Optional;

/**
 * The life of a request: one question an arm, each put to one collaborator that knows nothing of the others. A new
 * step does not compile until it has an arm.
 */
final class Flow {
    private final Exchange exchange;
    private final Snapshot now;
    private final CacheTalk cache;
    private final HopTalk talk;
    private final WithinArray within;

    Flow(Exchange exchange, Snapshot now, CacheTalk cache) {
        this.exchange = exchange;
        this.now = now;
        this.cache = cache;
        this.talk = new HopTalk(now, exchange.record());
        this.within = new WithinArray(exchange, now, talk);
    }

    Step advance(Step.Question question) {
        return switch (question) {
            case Step.Admit(var request) -> within.page(request).orElseGet(() -> switch (exchange.door().gate().admit(request)) {
                case Admission.Proceed(var admitted) -> exchange.admitted(admitted);
                case Admission.Answer(_)             -> new Step.Identify(request); // what ends here is asked for a proof all the same
                case Admission.Rejected(var refusal) -> new Step.Refuse(refusal);
            });
            case Step.Identify(var request) -> identified(request, exchange.identify(request));
            case Step.Judge(var request, var principal) -> switch (within.judge(request, principal)) {
                case Verdict.Deny(var refusal) -> exchange.door().mayStillLogIn(principal, refusal)
                    ? new Step.Challenge(exchange.door().auth().challengeFor(exchange.door().mode(), refusal.cause()))
                    : new Step.Refuse(refusal);
                case Verdict.Allow(var permit) -> {
                    exchange.permitted(principal, permit);
                    if (request.method() == Method.PURGE) yield within.purge(request, principal);
                    var upgrade = Upgrades.chosen(request, exchange.door().upgrades());
                    yield request.opensTunnel() || !upgrade.isEmpty() || exchange.isPersonal(request, principal)
                        ? new Step.Choose(new Errand(request, principal, permit, upgrade, Optional.empty(), Attempts.NONE))
                        : request.method() == Method.QUERY ? new Step.Hold(request, principal, permit)
                        : new Step.Lookup(request, principal, permit, Patience.FIRST, Loaded.NOT_YET);
                }
            };
            case Step.Hold(var request, var principal, var permit) -> new Step.Await(cache.hold(request)
                .thenApply(held -> new Step.Lookup(held, principal, permit, Patience.FIRST, Loaded.NOT_YET)));
            case Step.Lookup(var request, var principal, var permit, var patience, var loaded) -> switch (asked(request, patience, loaded)) {
                case CacheAnswer.Usable(var stored, var selection, var note) -> new Step.Serve(request, stored, selection, note);
                case CacheAnswer.Renewing(var stored, var selection, var note, var refresh) -> {
                    cache.refresh(request, principal, permit, refresh);
                    yield new Step.Serve(request, stored, selection, note);
                }
                case CacheAnswer.Popular(var stored, var selection, var note, var renewal) -> {
                    cache.renewInTime(request, principal, permit, renewal);
                    yield new Step.Serve(request, stored, selection, note);
                }
                case CacheAnswer.Arriving(var settled, _) -> new Step.Await(exchange.orPatienceEnds(settled)
                    .thenApply(patient -> new Step.Lookup(request, principal, permit, patient ? Patience.AGAIN : Patience.ALONE, loaded.spent())));
                case CacheAnswer.Loading(var loading, _) ->
                    new Step.Await(loading.thenApply(found -> new Step.Lookup(request, principal, permit, patience, found)));
                case CacheAnswer.Fetchable(var fetch) ->
                    new Step.Choose(new Errand(request, principal, permit, "", Optional.of(fetch), Attempts.NONE, cache.holdsBody()));
                case CacheAnswer.Joined(var mended) ->
                    exchange.mended(new Errand(request, principal, permit, "", Optional.empty(), Attempts.NONE), mended, Optional.empty());
                case CacheAnswer.OnlyIfCached(_) -> new Step.Refuse(new Refusal(RefusalCode.NOT_IN_CACHE,
                    "nothing is stored for this URL that may be used, and the request says only-if-cached"));
            };
            case Step.Choose(var errand) -> within.owner(errand).orElseGet(() -> switch (exchange.choose(errand)) {
                case Choice.Take(var route, var name, _) -> within.ownerBeforeDirect(errand, route)
                    .orElseGet(() -> new Step.Dial(errand, exchange.routed(route, name), reuse(errand, route)));
                case Choice.Nowhere(var refusal) -> rescue(errand, talk.lastFailure().orElse(refusal));
            });
            case Step.Dial(var errand, var route, var reuse) ->
                new Step.Await(exchange.dial(errand, route, reuse).thenApply(dialled -> switch (dialled) {
                    case Dialled.Unreachable(var refusal) when within.leadsTo(route) -> within.disagreement(route, refusal).map(told -> rescue(errand, told))
                        .orElseGet(() -> within.unreachable(errand, route, refusal));
                    case Dialled.Unreachable(var refusal) -> talk.unreachable(route, refusal)
                        ? new Step.Choose(errand.avoiding(route))
                        : rescue(errand, refusal);
                    case Dialled.Declined(var refusal) -> {
                        talk.reached(route);
                        yield rescue(errand, refusal);
                    }
                    case Dialled.Ready(var connection) -> {
                        if (route.endsAtOrigin()) talk.reached(route);
                        yield route instanceof Route.Member member && !route.endsAtOrigin() ? new Step.Approach(errand, member, connection)
                            : errand.request().opensTunnel() ? new Step.Tunnel(errand, connection, Optional.empty())
                            : new Step.Send(errand, route, connection, Saying.PLAIN);
                    }
                }));
            case Step.Approach(var errand, var member, var connection) -> connection.isReady()
                ? said(errand, member, connection, talk.begin(errand, member, connection))
                : new Step.Dial(errand, member, Reuse.NEVER); // it ended while something was waited for
            case Step.Send(var errand, var route, var connection, var saying) ->
                new Step.Await(exchange.send(errand, route, connection, saying).thenApply(reply -> switch (heard(route, saying, reply)) {
                    case Reply.Lost(boolean retriable, var refusal) -> lost(errand, route, connection, retriable, refusal);
                    case Reply.Head head when route instanceof Route.Member member && !route.endsAtOrigin() -> head.head().status() == 407
                        ? challenged(errand, member, connection, saying, head)
                        : answered(errand, member, connection, saying, head);
                    case Reply.Head head -> answered(errand, connection, head);
                }));
            case Step.Prove(var errand, var member, var connection, var said, var challenge) -> {
                var answer = talk.challenged(errand, member, connection, challenge);
                // a body flows once: what was asked for after it began cannot be said any more
                var step = !(answer instanceof HopStep.Fail) && said.itself() && errand.flowsOnce()
                    ? talk.challengedTooLate(member, connection) : answer;
                if (step instanceof HopStep.Fail) yield said(errand, member, connection, step);
                // its page is read away: the next leg goes on the same connection
                yield new Step.Await(talk.readAway(connection, challenge).thenApply(ready -> ready
                    ? said(errand, member, connection, step)
                    : talk.closedWith(member, connection, challenge) instanceof HopStep.Fail(_, var refusal) ? rescue(errand, refusal)
                    : new Step.Dial(errand, member, Reuse.NEVER)));
            }
            case Step.Settle(var errand, var reply) -> errand.fetch().isEmpty()
                ? past(errand, reply)
                : switch (now.cache().settle(cache.inquiry(errand.request()), errand.fetch().get(), reply.head())) {
                    case Answer.Pass(var note) -> {
                        within.passed(errand, reply.head());
                        yield new Step.Relay(errand, reply, Optional.empty(), note);
                    }
                    case Answer.PassAndStore(var writer, var note) -> new Step.Relay(errand, reply, Optional.of(writer), note);
                    case Answer.Mended mended -> exchange.mended(errand, mended, Optional.of(reply.body()));
                    case Answer.Again() -> exchange.again(errand, reply);
                    case Answer.FromCache(var stored, var selection, var note) -> {
                        exchange.discardBody(reply);
                        yield new Step.Serve(errand.request(), stored, selection, note);
                    }
                };
        };
    }

    /** To another member, which looks after it: what it keeps is not kept here, and what it drops is dropped here, too. */
    private Step past(Errand errand, Reply.Head reply) {
        now.cache().passed(errand.request(), reply.head());
        return new Step.Relay(errand, reply, Optional.empty(), Exchange.BYPASSED);
    }

    private CacheAnswer asked(RequestHead request, Patience patience, Loaded loaded) {
        try {
            return now.cache().ask(cache.inquiry(request), patience, loaded);
        } finally {
            loaded.release();
        }
    }

    private Reply heard(Route route, Saying saying, Reply reply) {
        if (route instanceof Route.Member member) talk.heard(member, saying, reply);
        return reply;
    }

    private Step identified(RequestHead request, Identified answer) {
        return switch (answer) {
            case Identified.As(var principal)       -> {
                var judge = exchange.identified(request, principal);
                yield exchange.endsHere(request) ? new Step.AnswerOptions(request) : judge;
            }
            case Identified.Challenged challenged   -> new Step.Challenge(challenged);
            case Identified.Refused(var refusal)    -> new Step.Refuse(refusal);
            case Identified.Checking(var verdict)   -> new Step.Await(verdict.thenApply(known -> identified(request, known)));
        };
    }

    /** What an upstream wants to hear first. What has an effect, or a body, waits until the connection is proven. */
    private Step said(Errand errand, Route.Member member, UpstreamConnection connection, HopStep step) {
        return switch (step) {
            case HopStep.NothingNeeded() -> new Step.Send(errand, member, connection, Saying.PLAIN);
            case HopStep.Prove prove     -> new Step.Send(errand, member, connection,
                Saying.ours(prove.lastLeg() || errand.harmless(), prove.fieldValue()));
            case HopStep.Unproven()      -> new Step.Send(errand, member, connection, Saying.ours(errand.harmless(), ""));
            case HopStep.Await(var ready) -> new Step.Await(ready.handle((_, _) -> new Step.Approach(errand, member, connection)));
            // what the upstream gives to those who log in there is not for whoever asks us next
            case HopStep.Relay()         -> new Step.Send(errand.request().method().safe() ? exchange.withoutFetch(errand) : errand, member, connection,
                Saying.handedOn(errand.request()));
            case HopStep.Fail(_, var refusal) -> {
                connection.close();
                yield rescue(errand, refusal);
            }
        };
    }

    /** The challenge is ours to answer, or the client's, to whom it goes as it came and past the cache. */
    private Step challenged(Errand errand, Route.Member member, UpstreamConnection connection, Saying said, Reply.Head challenge) {
        if (!said.isHandedOn()) return new Step.Prove(errand, member, connection, said, challenge);
        talk.reached(member);
        return new Step.Relay(exchange.withoutFetch(errand), challenge, Optional.empty(), Exchange.BYPASSED);
    }

    /** A final answer of an upstream that is no challenge. */
    private Step answered(Errand errand, Route.Member member, UpstreamConnection connection, Saying saying, Reply.Head head) {
        if (talk.answered(member, connection, saying, head) instanceof HopStep.Fail(_, var refusal)) {
            head.body().abandon();
            connection.close();
            return rescue(errand, refusal);
        }
        if (saying.itself()) return answered(errand, connection, head);
        if (saying.isTrouble(head.head().status())) {
            head.body().abandon();
            return rescue(errand, new Refusal(RefusalCode.UPSTREAM_UNAVAILABLE,
                "%s answered %d when it was asked something harmless first".formatted(member.word(), head.head().status())));
        }
        return new Step.Await(talk.readAway(connection, head).thenApply(ready -> ready
            ? new Step.Approach(errand, member, connection)
            : new Step.Dial(errand, member, Reuse.NEVER)));
    }

    private static Step answered(Errand errand, UpstreamConnection connection, Reply.Head answered) {
        int status = answered.head().status();
        return status == 101 || errand.request().opensTunnel() && answered.head().succeeded()
            ? new Step.Tunnel(errand, connection, Optional.of(answered.head()))
            : new Step.Settle(errand, answered);
    }

    private Step lost(Errand errand, Route route, UpstreamConnection connection, boolean retriable, Refusal refusal) {
        var told = within.disagreement(route, refusal);
        if (told.isPresent()) return rescue(errand, told.get());
        if (route instanceof Route.Member member && !route.endsAtOrigin()) {
            if (!retriable) talk.unreachable(member, refusal);
            var broken = talk.brokenHandshake(member, connection);
            // a member that goes in the middle of a handshake is one that went
            if ((!retriable || broken.isPresent()) && within.leadsTo(route) && errand.repeatable()) return within.unreachable(errand, route, broken.orElse(refusal));
            if (broken.isPresent()) return rescue(errand, broken.get());
            if (!retriable) return rescue(errand, HopTalk.at(member, refusal));
        }
        return retriable ? new Step.Dial(errand, route, Reuse.NEVER) : rescue(errand, refusal);
    }

    /** Only what could be sent again may meet a pooled connection that the hop is just closing. */
    static Reuse reuse(Errand errand, Route route) {
        if (route.endsAtOrigin() && errand.request().opensTunnel() || errand.isUpgrade()) return Reuse.NEVER;
        if (errand.request().opensTunnel()) return Reuse.RECENT;
        return errand.repeatable() ? Reuse.ANY : Reuse.RECENT;
    }

    /** A stale copy that may be used (RFC 9111 §4.2.4) is better than an error page. */
    private Step rescue(Errand errand, Refusal refusal) {
        RequestHead request = errand.request();
        return errand.fetch()
            .flatMap(fetch -> now.cache().abandon(cache.inquiry(request), fetch))
            .<Step>map(stale -> new Step.Serve(request, stale.stored(), stale.selection(), stale.note()))
            .orElseGet(() -> new Step.Refuse(refusal));
    }
}
