// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Answer;
import dev.catena.cache.CacheAnswer;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.policy.Admission;
import dev.catena.policy.Verdict;
import dev.catena.route.Route;
import dev.catena.route.Router;
import dev.catena.upstream.DialTerms.Reuse;
import dev.catena.upstream.Dialled;
import dev.catena.upstream.Reply;
import java.util.Optional;

/**
 * The life of a request: one question an arm, each put to one collaborator that knows nothing of the others. A new
 * step does not compile until it has an arm.
 */
final class Flow {
    private final Exchange exchange;
    private final Snapshot now;

    Flow(Exchange exchange, Snapshot now) {
        this.exchange = exchange;
        this.now = now;
    }

    Step advance(Step.Question question) {
        return switch (question) {
            case Step.Admit(var request) -> switch (exchange.door().gate().admit(request)) {
                case Admission.Proceed(var admitted) -> exchange.admitted(admitted);
                case Admission.Answer(_)             -> new Step.AnswerOptions(request);
                case Admission.Rejected(var refusal) -> new Step.Refuse(refusal);
            };
            case Step.Judge(var request) -> switch (now.policy().judge(request, exchange.caller())) {
                case Verdict.Deny(var refusal) -> new Step.Refuse(refusal);
                case Verdict.Allow(var permit) -> {
                    exchange.permitted(permit);
                    var upgrade = exchange.upgradeOf(request);
                    yield request.opensTunnel() || !upgrade.isEmpty()
                        ? new Step.Choose(new Errand(request, permit, upgrade, Optional.empty()))
                        : new Step.Lookup(request, permit, Patience.FIRST);
                }
            };
            case Step.Lookup(var request, var permit, var patience) -> switch (now.cache().ask(request, patience)) {
                case CacheAnswer.Usable(var stored, var selection, var note) -> new Step.Serve(request, stored, selection, note);
                case CacheAnswer.Arriving(var settled, _) -> new Step.Await(exchange.orPatienceEnds(settled)
                    .thenApply(patient -> new Step.Lookup(request, permit, patient ? Patience.AGAIN : Patience.ALONE)));
                case CacheAnswer.Fetchable(var fetch) -> new Step.Choose(new Errand(request, permit, "", Optional.of(fetch)));
                case CacheAnswer.OnlyIfCached(_) -> new Step.Refuse(new Refusal(RefusalCode.NOT_IN_CACHE,
                    "nothing is stored for this URL that may be used, and the request says only-if-cached"));
            };
            case Step.Choose(var errand) -> new Step.Dial(errand, Router.choose(errand.request()), reuse(errand));
            case Step.Dial(var errand, Route.Direct route, var reuse) ->
                new Step.Await(exchange.dial(errand, route, reuse).thenApply(dialled -> switch (dialled) {
                    case Dialled.Unreachable(var refusal) -> rescue(errand, refusal);
                    case Dialled.Ready(var connection)    -> errand.request().opensTunnel()
                        ? new Step.Tunnel(errand, connection, Optional.empty())
                        : new Step.Send(errand, route, connection);
                }));
            case Step.Send(var errand, var route, var connection) ->
                new Step.Await(exchange.send(errand, connection).thenApply(reply -> switch (reply) {
                    case Reply.Lost(boolean retriable, var refusal) -> retriable
                        ? new Step.Dial(errand, route, Reuse.NEVER)
                        : rescue(errand, refusal);
                    case Reply.Head(var head, _) when head.status() == 101 -> new Step.Tunnel(errand, connection, Optional.of(head));
                    case Reply.Head answered -> new Step.Settle(errand, answered);
                }));
            case Step.Settle(var errand, var reply) -> errand.fetch().isEmpty()
                ? new Step.Relay(errand, reply, Optional.empty(), Exchange.BYPASSED)
                : switch (now.cache().settle(errand.request(), errand.fetch().get(), reply.head())) {
                    case Answer.Pass(var note) -> new Step.Relay(errand, reply, Optional.empty(), note);
                    case Answer.PassAndStore(var writer, var note) -> new Step.Relay(errand, reply, Optional.of(writer), note);
                    case Answer.FromCache(var stored, var selection, var note) -> {
                        exchange.discardBody(reply);
                        yield new Step.Serve(errand.request(), stored, selection, note);
                    }
                };
        };
    }

    /** Only what could be sent again may meet a pooled connection that the hop is just closing. */
    private static Reuse reuse(Errand errand) {
        if (errand.request().opensTunnel() || errand.isUpgrade()) return Reuse.NEVER;
        return errand.repeatable() ? Reuse.ANY : Reuse.RECENT;
    }

    /** A stale copy that may be used (RFC 9111 §4.2.4) is better than an error page. */
    private Step rescue(Errand errand, Refusal refusal) {
        RequestHead request = errand.request();
        return errand.fetch()
            .flatMap(fetch -> now.cache().abandon(request, fetch))
            .<Step>map(stale -> new Step.Serve(request, stale.stored(), stale.selection(), stale.note()))
            .orElseGet(() -> new Step.Refuse(refusal));
    }
}
