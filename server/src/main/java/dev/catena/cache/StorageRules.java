// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.BodyLength;
import dev.catena.http.CacheControl;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** May a shared cache store this response (RFC 9111 §3)? */
final class StorageRules {
    /** Yes, or no and why. */
    sealed interface Verdict {
        record Store() implements Verdict {}

        /** @param reason for {@code Cache-Status} and the record */
        record Leave(String reason) implements Verdict {}
    }

    private static final Verdict STORE = new Verdict.Store();

    /** RFC 9110 §15.1. */
    private static final Set<Integer> HEURISTICALLY_CACHEABLE = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Final status codes whose caching requirements we know: those of RFC 9110, and the registered ones that state none. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
        200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410,
        411, 412, 413, 414, 415, 417, 421, 422, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 511);

    private StorageRules() {}

    /** An unknown status is heuristically cacheable only if the origin says so with {@code public}. */
    static boolean isHeuristicallyCacheable(int status, CacheControl control) {
        return HEURISTICALLY_CACHEABLE.contains(status) || control.has("public");
    }

    /**
     * @param freshness worked out only where it decides
     * @param notKept what is left although its origin allows it
     */
    static Verdict judge(
        RequestHead request, CacheControl asked, ResponseHead response, CacheControl control, Supplier<Freshness> freshness, List<NotKept> notKept) {
        if (request.method() == Method.POST && isOfTarget(request, response, freshness)) return judge(response, request, asked, control, freshness, notKept);
        if (request.method() != Method.GET && request.method() != Method.QUERY) return new Verdict.Leave("method");
        if (request.method() == Method.GET && request.hasBody()) return new Verdict.Leave("request with a body");
        return judge(response, request, asked, control, freshness, notKept);
    }

    /** A 200 to POST is what GET of its target would bring, if it says so and for how long (RFC 9110 §9.3.3). */
    private static boolean isOfTarget(RequestHead request, ResponseHead response, Supplier<Freshness> freshness) {
        return response.status() == 200 && freshness.get().isExplicit() && request.target() instanceof Target.Absolute target
            && Invalidation.sameOrigin(target, response, FieldName.CONTENT_LOCATION).filter(target.uri()::equals).isPresent();
    }

    private static Verdict judge(
        ResponseHead response, RequestHead request, CacheControl asked, CacheControl control, Supplier<Freshness> freshness, List<NotKept> notKept) {
        if (asked.has("no-store")) return new Verdict.Leave("request no-store");
        int status = response.status();
        if (status < 200) return new Verdict.Leave("interim response");
        if (status == 206 && (request.method() != Method.GET || !Parts.isOne(request, response.headers(), bodyLength(response)))) {
            return new Verdict.Leave("partial");
        }
        if (status == 304) return new Verdict.Leave("304 without a stored response");
        boolean mustUnderstand = control.has("must-understand");
        if (mustUnderstand && !UNDERSTOOD.contains(status)) return new Verdict.Leave("status not understood");
        if (control.has("no-store") && !mustUnderstand) return new Verdict.Leave("no-store");
        if (control.hasForAll("private")) return new Verdict.Leave("private");
        if (request.headers().contains(FieldName.AUTHORIZATION) && !permitsAuthorized(control)) {
            return new Verdict.Leave("authorization");
        }
        for (var kind : notKept) if (isKind(kind, request, response)) return new Verdict.Leave("not-kept " + word(kind));
        if (Vary.of(response.headers()) instanceof Vary.Anything) return new Verdict.Leave("vary *");
        return isCacheable(status, response, control, freshness.get());
    }

    private static boolean isKind(NotKept kind, RequestHead request, ResponseHead response) {
        return switch (kind) {
            case SET_COOKIE -> response.headers().contains(FieldName.SET_COOKIE);
            case AUTHORIZATION -> request.headers().contains(FieldName.AUTHORIZATION);
            case COOKIE -> request.headers().contains(FieldName.COOKIE);
        };
    }

    private static String word(NotKept kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** RFC 9111 §3.5. */
    private static boolean permitsAuthorized(CacheControl control) {
        return control.has("public") || control.has("must-revalidate") || control.has("s-maxage");
    }

    private static Verdict isCacheable(int status, ResponseHead response, CacheControl control, Freshness freshness) {
        if (freshness.isExplicit()) {
            // stale from the start and without a validator, it could never be used again
            boolean ofUse = freshness.seconds() > 0 || status != 206 && hasValidator(response);
            return ofUse ? STORE : new Verdict.Leave("stale at once");
        }
        if (!isHeuristicallyCacheable(status, control)) return new Verdict.Leave("status without lifetime");
        // shared only when the origin states how long it means it (RFC 9111 §7.3)
        if (response.headers().contains(FieldName.SET_COOKIE)) return new Verdict.Leave("set-cookie without lifetime");
        boolean ofUse = freshness.seconds() > 0 || status == 200 && hasValidator(response);
        return ofUse ? STORE : new Verdict.Leave("no lifetime");
    }

    private static long bodyLength(ResponseHead response) {
        return response.declared() instanceof BodyLength.Exactly(long bytes) ? bytes : -1;
    }

    private static boolean hasValidator(ResponseHead response) {
        return response.headers().contains(FieldName.ETAG) || response.headers().contains(FieldName.LAST_MODIFIED);
    }
}
