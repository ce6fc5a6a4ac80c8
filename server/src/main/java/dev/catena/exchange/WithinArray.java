// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Membership;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.FieldName;
import dev.catena.http.Authority;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.identity.HopFailure;
import dev.catena.identity.Principal;
import dev.catena.policy.Verdict;
import dev.catena.route.Route;
import dev.catena.store.Loaded;
import dev.catena.upstream.TlsFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the array has to do with one exchange: a request that another member owns is passed to it, once; what that member says is not kept
 * here. Without an array every question has an empty answer. Owner: one event loop.
 *
 * <p>Never more than one hop: a request of a member, which proved to be one, is looked after where it came to.
 */
final class WithinArray {
    private final Exchange exchange;
    private final Snapshot now;
    private final HopTalk talk;

    WithinArray(Exchange exchange, Snapshot now, HopTalk talk) {
        this.exchange = exchange;
        this.now = now;
        this.talk = talk;
    }

    /** A request for one of the array's own pages. */
    Optional<Step> page(RequestHead request) {
        if (now.array().isEmpty() || !(request.target() instanceof Target.Origin(var path))) return Optional.empty();
        if (request.method() != Method.GET && request.method() != Method.HEAD) return Optional.empty();
        var array = now.array().get();
        var host = request.headers().first(FieldName.HOST).flatMap(Authority::parse);
        boolean ours = host.isPresent() && exchange.door().gate().isOurs(host.get());
        return array.page(path, host.map(authority -> authority.host().toLowerCase(Locale.ROOT)).orElse(""), ours)
            .map(page -> array.mayRead(exchange.clientAddress()) ? new Step.Publish(request, page)
                : new Step.Refuse(new Refusal(RefusalCode.POLICY_DENIED, "`array.readers` does not name %s".formatted(exchange.clientAddress().getHostAddress()),
                    "add its network to `array.readers` if it may know the array's members")));
    }

    /** What the rules say; of a member's request they were asked where it came from. */
    Verdict judge(RequestHead request, Principal principal) {
        return isFromMember(principal) ? new Verdict.Allow(now.policy().judgedBefore("array")) : now.policy().judge(request, exchange.caller(principal));
    }

    /** A client's PURGE takes out everywhere; what a member sends ends here. */
    Step purge(RequestHead request, Principal principal) {
        if (!(request.target() instanceof Target.Absolute absolute)) return new Step.Purge(request, List.of());
        var url = absolute.uri();
        var said = now.array().isEmpty() || isFromMember(principal) ? here(url, "") : now.array().get().all().purge(url).exceptionallyCompose(failure -> here(url, failure));
        return new Step.Await(said.handle((all, failure) -> failure == null ? new Step.Purge(request, all)
            : new Step.Refuse(new Refusal(RefusalCode.TOO_BUSY, "the purge was not done: " + failure.getMessage()))));
    }

    /** @param member the name that this one goes by */
    private CompletionStage<List<Acknowledgement>> here(String url, String member) {
        return now.cache().purge(url).thenApply(purged -> List.of(new Acknowledgement(member, purged.lasting(), purged.count(), purged.lasting()
            ? member.isEmpty() ? "" : "removed " + purged.count() : "a disk has not confirmed it: after a crash it may be found again")));
    }

    /** The others could not be asked; that is no reason to keep it here. */
    private CompletionStage<List<Acknowledgement>> here(String url, Throwable failure) {
        return here(url, "this member").thenApply(mine -> List.of(mine.getFirst(), new Acknowledgement("the others", false, 0, "could not be asked: " + failure.getMessage())));
    }

    private boolean isFromMember(Principal principal) {
        return now.array().isPresent() && now.array().get().recognises(exchange.record().listener, principal);
    }

    /** To the member that owns it, if that is another one, and if the array is asked before the routes are. */
    Optional<Step> owner(Errand errand) {
        return now.array().filter(array -> array.settings().resolveFirst()).flatMap(array -> owner(array, errand));
    }

    /** The same where the routes were asked first, and lead direct. */
    Optional<Step> ownerBeforeDirect(Errand errand, Route route) {
        if (!(route instanceof Route.Direct)) return Optional.empty();
        return now.array().filter(array -> !array.settings().resolveFirst()).flatMap(array -> owner(array, errand));
    }

    private Optional<Step> owner(Membership array, Errand errand) {
        boolean tunnel = errand.request().opensTunnel();
        // without a fetch it is an upgrade, or one user's alone
        if (errand.fetch().isEmpty() && !tunnel || errand.isUpgrade() || isFromMember(errand.principal()) || !array.concerns(errand.request())) {
            return Optional.empty();
        }
        return switch (array.way(key(errand.request()), errand.request().method() == Method.GET && !tunnel)) {
            case Membership.Way.Ours() -> {
                exchange.visits(array.ours());
                yield Optional.empty();
            }
            case Membership.Way.Theirs(var member, boolean keep, var visit) -> {
                exchange.visits(visit);
                if (keep) errand.fetch().ifPresent(fetch -> fetch.keepFor(array.settings().hot().copy().toSeconds()));
                var passedOn = keep ? errand : exchange.withoutFetch(errand);
                yield Optional.of(new Step.Dial(passedOn, exchange.routed(member, ""), Flow.reuse(passedOn, member)));
            }
        };
    }

    /** By which it has an owner. */
    static String key(RequestHead request) {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.uri();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> throw new IllegalArgumentException("not admitted: " + request.rawTarget());
        };
    }

    /** Whether a way leads to another member. */
    boolean leadsTo(Route route) {
        return now.array().isPresent() && now.array().get().has(route);
    }

    /**
     * Between members a certificate is what a log-in is: where the two ends do not accept what the other shows, it is error 12201, as it would be
     * with passwords. Another member would not know better. Empty for what is no such thing.
     */
    Optional<Refusal> disagreement(Route route, Refusal refusal) {
        if (!(route instanceof Route.Member member) || !leadsTo(route) || !TlsFailure.isDisagreement(refusal)) return Optional.empty();
        return Optional.of(HopFailure.ofCertificates("%s (%s)".formatted(member.word(), member.address()), TlsFailure.isOfHop(refusal), refusal));
    }

    /** It is left alone for a time, and who comes next in order is asked at once: that may be this member, so the cache is asked again. */
    Step unreachable(Errand errand, Route route, Refusal refusal) {
        // a full pool is no fault of the member's
        if (refusal.code() == RefusalCode.TOO_BUSY) return new Step.Refuse(refusal);
        talk.unreachable(route, refusal);
        if (errand.request().opensTunnel()) return new Step.Choose(errand.avoiding(route));
        exchange.withoutFetch(errand);
        return new Step.Lookup(errand.request(), errand.principal(), errand.permit(), Patience.FIRST, Loaded.NOT_YET);
    }

    /** An answer that must not be stored: a hot URL's copies are no help, and its load is spread otherwise. */
    void passed(Errand errand, ResponseHead answer) {
        if (answer.status() == 200 && !errand.request().headers().contains(FieldName.AUTHORIZATION)) now.array().ifPresent(array -> array.hot().cannotBeCopied(key(errand.request())));
    }
}
