// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.exchange.Rehearsal;
import dev.catena.exchange.Rehearsal.Ending;
import dev.catena.exchange.Rehearsal.Extent;
import dev.catena.exchange.Rehearsal.Finding;
import dev.catena.exchange.Worker;
import dev.catena.identity.CredentialSettings;
import dev.catena.identity.Scheme;
import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.HopLeg;
import dev.catena.route.MemberId;
import dev.catena.route.UpstreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Goes to every member of every upstream, as an exchange would ({@link Rehearsal}): what it offers, what we have, what would happen. So it
 * meets error 12201 before a user does.
 */
public final class UpstreamExamination implements Examination {
    /** Longer than a log-in takes, shorter than anybody waits for a report. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Kerberos accepts five minutes; whoever is a minute off is on the way there. */
    private static final Duration CLOCK_APART = Duration.ofMinutes(1);

    private final Worker worker;
    private final List<UpstreamSettings> upstreams;
    private final Extent extent;

    public UpstreamExamination(Worker worker, List<UpstreamSettings> upstreams, Extent extent) {
        this.worker = worker;
        this.upstreams = List.copyOf(upstreams);
        this.extent = extent;
    }

    @Override
    public List<Check> run() {
        var running = upstreams.stream().flatMap(upstream -> upstream.members().stream().map(member ->
            Rehearsal.with(worker, new MemberId(upstream.name(), member), extent, PATIENCE)
                .thenApply(finding -> checks(upstream.credentials(), finding)).toCompletableFuture())).toList();
        return running.stream().flatMap(each -> joined(each).stream()).toList();
    }

    private static List<Check> joined(CompletableFuture<List<Check>> each) {
        try {
            return each.join();
        } catch (CompletionException mistake) {
            throw new IllegalStateException("rehearsing with an upstream", mistake);
        }
    }

    private static List<Check> checks(CredentialSettings credentials, Finding finding) {
        var subject = "%s (%s)".formatted(finding.member().upstream(), finding.member());
        var checks = new ArrayList<Check>();
        checks.add(new Check("upstream", subject, result(finding), details(credentials, finding)));
        finding.clockAhead().filter(ahead -> ahead.abs().compareTo(CLOCK_APART) > 0).ifPresent(ahead ->
            checks.add(Check.doubtful("clock", subject, "its clock is %d s %s ours".formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"),
                "set both clocks by NTP: Kerberos fails beyond five minutes, and ages of cached responses are reckoned wrong")));
        return checks;
    }

    private static Check.Result result(Finding finding) {
        return switch (finding.ending()) {
            case Ending.LetIn() -> new Check.Result.Fine("lets this proxy in without a proof");
            case Ending.Proven(var scheme) -> new Check.Result.Fine("takes this proxy's log-in by " + scheme);
            case Ending.WouldProve(var scheme, var steppedDown) -> new Check.Result.Fine("asks for a log-in, which would go by " + scheme
                + (steppedDown.isEmpty() ? "" : " (" + steppedDown + ")") + "; no password was shown");
            case Ending.Disagreed(_, var refusal) -> Check.failing(refusal);
            case Ending.Unreachable(var refusal) -> Check.failing(refusal);
            case Ending.Troubled(int status) -> new Check.Result.Doubtful(
                "answered %d to a harmless question, so that it is not known whether it wants a log-in".formatted(status),
                "look into its own log; a request of a user tells more: `catena why REQUEST-ID`");
        };
    }

    private static List<String> details(CredentialSettings credentials, Finding finding) {
        var details = new ArrayList<String>();
        reached(finding.record(), details);
        var offered = finding.record().legs().stream().flatMap(leg -> leg.offered().stream()).map(word -> word.toLowerCase(Locale.ROOT)).distinct().toList();
        if (!finding.record().legs().isEmpty()) details.add("it offers: " + (offered.isEmpty() ? "nothing, it does not ask" : String.join(", ", offered)));
        details.add("we have: " + have(credentials));
        finding.record().legs().forEach(leg -> details.add(told(leg)));
        if (finding.ending() instanceof Ending.Disagreed(_, var refusal)) details.add("users read: " + refusal.say());
        return details;
    }

    private static void reached(ExchangeRecord record, List<String> details) {
        if (record.peer == null || record.connectedNanos < 0) return;
        details.add("connected to %s:%d; name %s, TCP %s".formatted(record.peer.getAddress().getHostAddress(), record.peer.getPort(),
            millis(record.resolvedNanos), millis(record.connectedNanos - Math.max(0, record.resolvedNanos))));
    }

    private static String millis(long nanos) {
        return nanos < 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static String have(CredentialSettings credentials) {
        if (credentials.equals(CredentialSettings.none())) return "no credentials";
        return "%s%s, and without a challenge: %s".formatted(credentials.user().isEmpty() ? "" : credentials.user() + " by ",
            credentials.schemes().stream().map(Scheme::word).collect(Collectors.joining(", ")), credentials.unchallenged().name().toLowerCase(Locale.ROOT));
    }

    private static String told(HopLeg leg) {
        var said = leg.scheme().isEmpty() ? "asked without a proof" : leg.lastLeg() ? "with the proof by " + leg.scheme() : "with the first leg of " + leg.scheme();
        var answered = switch (leg.status()) {
            case 0 -> "no answer";
            case 504 -> "504, as it should where nothing is stored";
            default -> Integer.toString(leg.status());
        };
        return "%s: %s%s (%s)".formatted(said, answered, leg.note().isEmpty() ? "" : ", " + leg.note(), millis(leg.nanos()));
    }
}
