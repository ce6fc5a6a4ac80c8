// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Remembers of the last answers that were not stored why: for people who ask, so the latest of a slot may push another out. */
final class NotStored {
    private static final int REMEMBERED = 1 << 10;
    /** Longer URLs are not remembered, so that all of it stays within a few MiB. */
    private static final int URI_CHARACTERS_MAX = 1024;
    private static final int FIELD_CHARACTERS_MAX = 200;

    /**
     * An answer that was not stored.
     *
     * @param reason in the words of {@code Cache-Status}
     * @param cacheControl its {@code Cache-Control}, shortened; empty if it had none
     * @param millis when its head came
     */
    record Case(String uri, int status, String reason, String cacheControl, long millis) {}

    private final AtomicReferenceArray<@Nullable Case> cases = new AtomicReferenceArray<>(REMEMBERED);

    void note(String uri, int status, String reason, Headers response, long millis) {
        if (uri.length() > URI_CHARACTERS_MAX) return;
        var said = response.combined(FieldName.CACHE_CONTROL).orElse("");
        var shortened = said.length() > FIELD_CHARACTERS_MAX ? said.substring(0, FIELD_CHARACTERS_MAX) + "…" : said;
        cases.setRelease(slot(uri), new Case(uri, status, reason, shortened, millis));
    }

    /** What is remembered of a URI. */
    Optional<Case> of(String uri) {
        return Optional.ofNullable(cases.getAcquire(slot(uri))).filter(last -> last.uri.equals(uri));
    }

    private static int slot(String uri) {
        int hash = uri.hashCode();
        return (hash ^ hash >>> 16) & REMEMBERED - 1;
    }
}
