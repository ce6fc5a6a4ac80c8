// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as the cache is asked about it.
 *
 * @param request whose target is absolute
 * @param content what it brought with it, if that counts
 * @param targets the fields addressed to this cache that are obeyed for it (RFC 9213), strongest first; null: those of {@code cache.targeted}
 */
public record Inquiry(RequestHead request, Content content, @Nullable List<FieldName> targets) {
    public Inquiry {
        if (!(request.target() instanceof Target.Absolute)) throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
    }

    /** A request of which no content was read. */
    public static Inquiry of(RequestHead request) {
        return new Inquiry(request, Content.before(request), null);
    }

    /** The same where other fields are obeyed. */
    public Inquiry at(List<FieldName> others) {
        return new Inquiry(request, content, others);
    }

    Target.Absolute target() {
        return (Target.Absolute) request.target();
    }

    /** Under which responses to it are stored. */
    String key() {
        return content.isKnown() ? Keys.ofQuery(target().uri(), content.digest(), request.headers()) : target().uri();
    }

    boolean isQuery() {
        return request.method() == Method.QUERY;
    }
}
