// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;

/**
 * A request as the cache is asked about it.
 *
 * @param request whose target is absolute
 * @param content what it brought with it, if that counts
 */
public record Inquiry(RequestHead request, Content content) {
    public Inquiry {
        if (!(request.target() instanceof Target.Absolute)) throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
    }

    /** A request of which no content was read. */
    public static Inquiry of(RequestHead request) {
        return new Inquiry(request, Content.before(request));
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

    /** Whether the body of the answer is for the client: of all that is stored for but HEAD. */
    boolean wantsBody() {
        return request.method() != Method.HEAD;
    }
}
