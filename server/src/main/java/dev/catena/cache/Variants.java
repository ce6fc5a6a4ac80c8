// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Headers;
import dev.catena.store.StoredResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the stored response that fits a request among those of its URI (RFC 9111 §4.1). */
final class Variants {
    private Variants() {}

    /** The latest that fits, retained for the caller; or null. */
    static @Nullable StoredResponse select(List<StoredResponse> stored, Headers request) {
        for (int i = 0; i < stored.size(); i++) {
            var candidate = stored.get(i);
            if (Vary.matches(candidate.head().variant(), request) && candidate.tryRetain()) return candidate;
        }
        return null;
    }

    /** The name under which requests for the same response meet: the URI, and what is known to tell its variants apart. */
    static String meetingPoint(String uri, List<StoredResponse> stored, Headers request) {
        if (stored.isEmpty()) return uri;
        var names = stored.getFirst().head().variant().names();
        if (names.isEmpty()) return uri;
        // a blank cannot stand in a URI, so no URI is a meeting point of another
        return uri + " " + String.join(" ", Vary.variant(new Vary.Fields(names), request).values());
    }
}
