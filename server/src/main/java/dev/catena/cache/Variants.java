// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.StoredResponse;
import dev.catena.store.Variant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the stored response that fits a request among those of its URI (RFC 9111 §4.1). */
final class Variants {
    private Variants() {}

    /** The latest that fits, retained for the caller; or null. */
    static @Nullable StoredResponse select(List<StoredResponse> stored, Headers request, Reader reader) {
        for (int i = 0; i < stored.size(); i++) {
            var candidate = stored.get(i);
            if (reader.fits(candidate.head(), request) && candidate.tryRetain()) return candidate;
        }
        boolean byLanguage = reader.languages() == Languages.BY_WEIGHT && !stored.isEmpty() && request.contains(FieldName.ACCEPT_LANGUAGE);
        return byLanguage ? inBestLanguage(stored, request, reader) : null;
    }

    /** One in the very language that the client likes best, whatever else it would have taken. */
    private static @Nullable StoredResponse inBestLanguage(List<StoredResponse> stored, Headers request, Reader reader) {
        var best = Languages.best(request);
        if (best.isEmpty()) return null;
        for (var candidate : stored) {
            boolean spoken = candidate.head().fields().all(FieldName.CONTENT_LANGUAGE).equals(List.of(best.get()));
            if (spoken && reader.fitsButForLanguage(candidate.head(), request) && candidate.tryRetain()) return candidate;
        }
        return null;
    }

    /** For people: the request fields that select it, as far as their values count, and the field that its terms come from. */
    static List<String> shown(Variant variant) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < variant.names().size(); i++) {
            var value = variant.values().get(i);
            lines.add(value.isEmpty() ? "no " + variant.names().get(i) : variant.names().get(i) + ": " + value.substring(1).replaceAll(",$", ""));
        }
        if (!variant.reading().isEmpty()) lines.add("by " + variant.reading());
        return lines;
    }

    /** The name under which requests for the same response meet: the URI, and what is known to tell its variants apart. */
    static String meetingPoint(String uri, List<StoredResponse> stored, Headers request, Languages languages) {
        return stored.isEmpty() ? uri : meetingPoint(uri, stored.getFirst().head().variant(), request, languages);
    }

    private static String meetingPoint(String uri, Variant like, Headers request, Languages languages) {
        if (like.names().isEmpty()) return uri;
        // a blank cannot stand in a URI, so no URI is a meeting point of another
        return uri + " " + String.join(" ", Vary.variant(new Vary.Fields(like.names()), request, languages).values());
    }

    /** Where requests meet that would have met {@code before}, once a response there is known: elsewhere, if it is not for this request. */
    static String meetingPoint(String uri, Variant arriving, String before, Headers request, Languages languages) {
        return Vary.matches(arriving, request, languages) ? before : meetingPoint(uri, arriving, request, languages);
    }
}
