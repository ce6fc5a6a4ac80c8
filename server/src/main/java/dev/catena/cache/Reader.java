// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.StoredHead;
import dev.catena.store.Variant;
import java.util.List;

/**
 * How a request's listener reads responses: whose terms count, and what tells variants apart.
 *
 * @param targets the fields addressed to this cache that are obeyed (RFC 9213), strongest first
 */
record Reader(Languages languages, List<FieldName> targets) {
    /** Whether a stored response is for a request: what {@code Vary} names is the same, and so is what its terms were read from. */
    boolean fits(StoredHead head, Headers request) {
        return fits(head.variant(), head.fields(), request);
    }

    /** @param variant of the response, without what else tells it from others */
    boolean fits(Variant variant, Headers response, Headers request) {
        return Vary.matches(variant, request, languages) && Statement.isReadAlike(variant.reading(), response, targets);
    }

    /** The same without regard to languages. */
    boolean fitsButForLanguage(StoredHead head, Headers request) {
        return Vary.matchesButForLanguage(head.variant(), request) && Statement.isReadAlike(head.variant().reading(), head.fields(), targets);
    }
}
