// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.http.RefusalCode;
import java.util.Locale;

/** What came of an exchange, in one word: the access log and the metrics count by it. */
public enum Result {
    /** Answered from the cache. */
    HIT,
    /** Answered from the cache after the origin said that it still holds. */
    REVALIDATED,
    /** Answered from the cache with a response past its freshness. */
    STALE,
    /** Fetched: the cache had nothing that could be used. */
    MISS,
    /** Answered with what another exchange was fetching. */
    COLLAPSED,
    /** Fetched: the cache was not to be asked. */
    BYPASS,
    /** Forwarded without a cache. */
    PASSED,
    TUNNEL,
    UPGRADE,
    /** A rule, or the guard of ports and addresses, said no. */
    DENIED,
    /** We answered with an error of our own. */
    REFUSED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public static Result of(ExchangeRecord exchange) {
        if (exchange.refusal != 0) return denied(exchange) ? DENIED : REFUSED;
        return switch (exchange.kind) {
            case TUNNEL -> TUNNEL;
            case UPGRADE -> UPGRADE;
            case REQUEST, REFRESH, REST -> switch (exchange.cache) {
                case HIT -> HIT;
                case REVALIDATED -> REVALIDATED;
                case STALE -> STALE;
                case MISS -> MISS;
                case COLLAPSED -> COLLAPSED;
                case BYPASS -> BYPASS;
                case NONE -> PASSED;
            };
        };
    }

    /** As it is written: lower case. */
    public String word() {
        return word;
    }

    private static boolean denied(ExchangeRecord exchange) {
        return RefusalCode.ofNumber(exchange.refusal).map(RefusalCode::proxyStatusError)
            .filter(error -> error.equals("http_request_denied") || error.equals("destination_ip_prohibited"))
            .isPresent();
    }
}
