// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Membership;
import dev.catena.cache.Foresight;
import dev.catena.cache.Inquiry;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RequestHead;
import dev.catena.identity.Principal;
import dev.catena.identity.Scheme;
import dev.catena.policy.Action;
import dev.catena.policy.Admission;
import dev.catena.policy.Caller;
import dev.catena.policy.Permit;
import dev.catena.policy.Verdict;
import dev.catena.route.Asked;
import dev.catena.route.Attempts;
import dev.catena.route.Consideration;
import dev.catena.route.MemberId;
import dev.catena.route.Route;
import dev.catena.route.Turns;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the collaborators of {@link Flow} what they would say to a request, in the order in which an exchange asks them, and changes
 * nothing: the rules are theirs, here is only their order. One use, any thread.
 */
public final class Explainer {
    private final Snapshot now;
    private final Question question;
    private final List<Explanation.Point> points = new ArrayList<>();

    private Explainer(Snapshot now, Question question) {
        this.now = now;
        this.question = question;
    }

    /** @throws IllegalArgumentException when there is no such listener */
    public static Explanation explain(Snapshot now, Question question) {
        var door = now.doors().get(question.listener());
        if (door == null) {
            throw new IllegalArgumentException("there is no listener '%s'; there are %s".formatted(question.listener(),
                now.doors().keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        var explainer = new Explainer(now, question);
        boolean refused = explainer.admitted(door);
        return new Explanation(question.shown(), explainer.points, refused);
    }

    private boolean admitted(Snapshot.Door door) {
        var schemes = door.mode().schemes().stream().map(Scheme::word).collect(Collectors.joining(", "));
        return switch (door.gate().admit(question.request())) {
            case Admission.Rejected(var refusal) -> {
                point("listener", question.listener(), "lets nobody in with this", List.of());
                yield refused(refusal);
            }
            case Admission.Answer(var reason) -> end("it would be answered by this proxy itself: " + reason);
            case Admission.Proceed(var request) -> {
                point("listener", question.listener(), "takes it; schemes: " + schemes, List.of());
                yield identified(request, door);
            }
        };
    }

    private boolean identified(RequestHead request, Snapshot.Door door) {
        var mode = door.mode();
        if (question.user().isEmpty()) {
            if (!mode.allowsAnonymous()) {
                point("identity", "", "nobody said who asks, and this listener wants to know", List.of("name somebody with --as USER"));
                return end("it would be answered with 407, and a client that knows user and password would log in");
            }
            point("identity", "", "the anonymous user", List.of());
            return judged(request, Principal.ANONYMOUS, door);
        }
        var strongest = mode.offered().stream().max(Comparator.naturalOrder());
        if (strongest.isEmpty()) {
            point("identity", "", "the anonymous user: this listener asks nobody to log in, and does not look at credentials", List.of());
            return judged(request, Principal.ANONYMOUS, door);
        }
        int backslash = question.user().indexOf('\\');
        var principal = new Principal(question.user().substring(backslash + 1), question.user().substring(0, Math.max(0, backslash)),
            strongest.get(), question.groups());
        point("identity", "", "%s, if the log-in succeeds%s".formatted(principal.shown(), principal.groups().names().isEmpty() ? "; no groups were named"
            : "; groups: " + String.join(", ", principal.groups().names())), List.of());
        return judged(request, principal, door);
    }

    private boolean judged(RequestHead request, Principal principal, Snapshot.Door door) {
        boolean overLoopback = question.from().isLoopbackAddress();
        var caller = new Caller(question.from(), question.listener(), overLoopback, now.clock().instant(), principal);
        var weighed = now.policy().explain(request, caller).stream()
            .map(rule -> "`%s` (%s) %s".formatted(rule.rule(), word(rule.action()), rule.matched() ? "matches" : "differs in " + rule.differsIn())).toList();
        return switch (now.policy().judge(request, caller)) {
            case Verdict.Deny(var refusal) -> {
                point("policy", refusal.rule(), "denies it", weighed);
                if (door.mayStillLogIn(principal, refusal)) {
                    yield end("it would be answered with 407: the rules refuse the anonymous user, and may allow one who logs in (--as USER)");
                }
                yield refused(refusal);
            }
            case Verdict.Allow(var permit) -> {
                point("policy", permit.rule(), permit.rule().isEmpty() ? permit.reason() : "allows it", weighed);
                if (request.method() == Method.PURGE) yield end("what is stored of it would be taken out of the cache");
                yield request.opensTunnel() ? routed(request, principal, permit) : cached(request, principal, permit, door);
            }
        };
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private boolean cached(RequestHead request, Principal principal, Permit permit, Snapshot.Door door) {
        var foresight = now.cache().foresee(Inquiry.of(request).at(door.targets()));
        point("cache", "", inWords(foresight), foresight.kept().map(kept -> List.of(
            "stored: status %d, %d bytes, age %d s of %d s".formatted(kept.status(), kept.bytes(), kept.ageSeconds(), kept.lifetimeSeconds())))
            .orElse(List.of()));
        return foresight.isHit() ? end("it would be answered from the cache") : routed(request, principal, permit);
    }

    private static String inWords(Foresight foresight) {
        var note = foresight.note();
        if (foresight.isHit()) return note.ttl() > 0 ? "has it, fresh for %d s more".formatted(note.ttl()) : "has it, and the request accepts it stale";
        var why = switch (note.forward()) {
            case URI_MISS -> "has nothing for this URL" + (note.detail().isEmpty() ? "" : " that counts: " + note.detail());
            case VARY_MISS -> "has only variants that do not fit (Vary)";
            case STALE -> note.detail().isEmpty() ? "has it, but stale: the origin would be asked whether it still holds"
                : "has it, but may not use it without asking the origin (%s)".formatted(note.detail());
            case PARTIAL -> "has %s: the origin would be asked for what is missing".formatted(foresight.parts());
            case METHOD -> "is not asked: the method is none of GET, HEAD and QUERY";
            case BYPASS -> "is not asked: " + note.detail();
            case REQUEST, MISS, NONE -> "does not answer: " + note.reason();
        };
        return foresight.underWay() ? why + "; the same is being fetched now, and its answer would be waited for" : why;
    }

    private boolean routed(RequestHead request, Principal principal, Permit permit) {
        var owner = now.array().filter(array -> array.settings().resolveFirst() && array.concerns(request)).flatMap(array -> owner(array, request));
        if (owner.isPresent()) return proven(new Route.Member(owner.get(), 0));
        var asked = new Asked(request, question.from(), principal.groups());
        var considered = now.router().explain(asked, Attempts.NONE, new Turns(0));
        var decided = considered.stream().filter(Consideration.Decided.class::isInstance).map(Consideration.Decided.class::cast).findFirst().orElseThrow();
        point("route", decided.route(), decided.route().isEmpty() ? "no route speaks of it: it goes direct"
            : "leads to %s%s".formatted(decided.to(), decided.backup().toString().equals("none") ? "" : ", backup " + decided.backup()),
            considered.stream().flatMap(each -> inWords(each).stream()).toList());
        for (var way : considered) {
            switch (way) {
                case Consideration.Weighed weighed when weighed.fitness().isUsable() -> {
                    return proven(new Route.Member(weighed.member(), 0));
                }
                case Consideration.Origin origin when origin.fitness().isUsable() -> {
                    return direct(request, permit);
                }
                case Consideration.Weighed _, Consideration.Origin _, Consideration.Passed _, Consideration.Decided _ -> { }
            }
        }
        return refused(now.router().nowhere(asked, Attempts.NONE, new Turns(0)));
    }

    /** The other member of the array that is asked. */
    private Optional<MemberId> owner(Membership array, RequestHead request) {
        var key = WithinArray.key(request);
        var owner = array.foresee(key);
        point("array", array.settings().name(), owner.map(member -> "the owner is another member, at %s, which is asked".formatted(member)).orElse("this member looks after it"),
            array.ranked(key).stream().map(ranked -> String.format(Locale.ROOT, "%s is %s, score %.6g", ranked.member().proxy(),
                ranked.member().state().name().toLowerCase(Locale.ROOT), ranked.score())).toList());
        return owner;
    }

    private static Optional<String> inWords(Consideration each) {
        return switch (each) {
            case Consideration.Passed(var route, var differs) -> Optional.of("`%s` differs in %s".formatted(route, differs));
            case Consideration.Decided(var route, _, _) -> route.isEmpty() ? Optional.empty() : Optional.of("`%s` matches".formatted(route));
            case Consideration.Weighed(var member, var fitness, var note, var score) -> Optional.of("%s is %s%s%s".formatted(member,
                switch (fitness) {
                    case READY -> "up";
                    case TRIAL -> "due for a trial";
                    case DOWN -> "down";
                    case TRIED, SPENT -> "tried already";
                    case WEIGHTLESS -> "without weight";
                }, Double.isNaN(score) ? "" : String.format(Locale.ROOT, ", score %.6g", score), note.isEmpty() ? "" : ", " + note));
            case Consideration.Origin _ -> Optional.of("the origin itself");
        };
    }

    private boolean proven(Route.Member member) {
        var outlook = now.hops().responder(member.id()).outlook();
        var allowed = outlook.allowed().isEmpty() ? "none" : outlook.allowed().stream().map(Scheme::word).collect(Collectors.joining(", "));
        point("upstream", member.upstream(), "%s: %s".formatted(member.address(), outlook.words()), List.of(
            "our account there: " + (outlook.user().isEmpty() ? "none" : outlook.user()),
            "we may use: " + allowed,
            "it was seen to be: " + outlook.expectation().words()));
        return outlook.failure()
            .map(failure -> end("it would be refused, unless the upstream changed meanwhile: error %s; %s".formatted(failure.slug(), failure.remedy()), true))
            .orElseGet(() -> end("it would go to %s through %s".formatted(member.address(), member.upstream())));
    }

    private boolean direct(RequestHead request, Permit permit) {
        var origin = Route.Direct.of(request);
        try {
            var refusal = permit.guard().refuses(InetAddress.ofLiteral(origin.host()), origin.port(), question.from().isLoopbackAddress());
            if (refusal.isPresent()) return refused(refusal.get());
        } catch (IllegalArgumentException name) {
            // a name: its addresses are judged when they are dialled, and no name server is asked here
        }
        return end("it would go to %s:%d directly".formatted(origin.host(), origin.port()));
    }

    private void point(String step, String by, String sentence, List<String> details) {
        points.add(new Explanation.Point(step, by, sentence, details));
    }

    private boolean refused(Refusal refusal) {
        return end("it would be refused: %s, as %s; %s".formatted(refusal.reference(), refusal.cause(), refusal.remedy()), true);
    }

    private boolean end(String sentence) {
        return end(sentence, false);
    }

    private boolean end(String sentence, boolean refused) {
        point("end", "", sentence, List.of());
        return refused;
    }
}
