// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Inquiry;
import dev.catena.http.RequestHead;
import dev.catena.identity.Principal;
import dev.catena.observe.ExchangeRecord;
import dev.catena.policy.Caller;
import dev.catena.policy.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches URLs so that they are in the cache before anybody asks for them. The proxy itself asks: an anonymous user on this machine, whom the rules
 * must allow it; no listener is connected to.
 */
public final class Warming {
    /** What became of one. */
    public enum Outcome {
        /** It is stored now. */
        STORED,
        /** It was there already, or was confirmed. */
        WAS_THERE,
        /** It was fetched, and not stored. */
        NOT_STORED,
        FAILED
    }

    /**
     * What became of a URL.
     *
     * @param status of the answer; 0 if none came
     * @param bytes of the body that is stored
     * @param why it is not stored, or failed; else empty
     */
    public record Result(Outcome outcome, int status, long bytes, String why) {}

    private Warming() {}

    /**
     * Fetches one, and waits for that: not for event loops.
     *
     * @param listener whose fields addressed to the cache are obeyed, and which rules may name
     * @param request GET of an absolute target
     */
    public static Result fetch(Worker worker, String listener, RequestHead request, Duration within) throws InterruptedException {
        var now = worker.snapshot().get();
        var caller = new Caller(InetAddress.getLoopbackAddress(), listener, true, now.clock().instant());
        return switch (now.policy().judge(request, caller)) {
            case Verdict.Deny(var refusal) -> new Result(Outcome.FAILED, refusal.status(), 0,
                "%s; the proxy itself asks, as the anonymous user on this machine: a rule has to allow it that".formatted(refusal.cause()));
            case Verdict.Allow(var permit) -> {
                var account = new Background.Account(listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true, Principal.ANONYMOUS, permit);
                yield awaited(worker, Inquiry.of(request).at(now.door(listener).targets()), Background.warm(worker, account, request), within);
            }
        };
    }

    private static Result awaited(Worker worker, Inquiry inquiry, CompletionStage<ExchangeRecord> fetch, Duration within) throws InterruptedException {
        try {
            return judged(worker, inquiry, fetch.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return new Result(Outcome.FAILED, 0, 0, "not done within %d s; it goes on".formatted(within.toSeconds()));
        } catch (ExecutionException mistake) {
            return new Result(Outcome.FAILED, 0, 0, String.valueOf(mistake.getCause()));
        }
    }

    private static Result judged(Worker worker, Inquiry inquiry, ExchangeRecord record) {
        if (record.end != ExchangeRecord.End.COMPLETE || record.status >= 400) return new Result(Outcome.FAILED, record.status, 0, record.refusalCause);
        var kept = worker.snapshot().get().cache().foresee(inquiry).kept();
        long bytes = kept.map(one -> one.bytes()).orElse(0L);
        return switch (record.cache) {
            case HIT, STALE, COLLAPSED, REVALIDATED -> new Result(Outcome.WAS_THERE, record.status, bytes, "");
            case MISS, BYPASS, NONE -> kept.isPresent() ? new Result(Outcome.STORED, record.status, bytes, "")
                : new Result(Outcome.NOT_STORED, record.status, 0, record.cacheReason.replaceFirst("^[a-z-]+: ", ""));
        };
    }
}
