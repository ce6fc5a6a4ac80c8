// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Authority;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which stored responses an unsafe request has made doubtful (RFC 9111 §4.4). */
final class Invalidation {
    private Invalidation() {}

    /** The URIs whose responses go: none unless the method is unsafe, unknown ones included, and the answer is no error. */
    static Set<String> of(Method method, Target.Absolute target, ResponseHead response) {
        if (method.safe() || response.status() < 200 || response.status() >= 400) return Set.of();
        var uris = new LinkedHashSet<String>();
        uris.add(target.uri());
        sameOrigin(target, response, FieldName.LOCATION).ifPresent(uris::add);
        sameOrigin(target, response, FieldName.CONTENT_LOCATION).ifPresent(uris::add);
        return uris;
    }

    /** The URI in that field as a cache key, unless it belongs to another origin, whom this one must not harm, or is none. */
    static Optional<String> sameOrigin(Target.Absolute target, ResponseHead response, FieldName field) {
        var reference = response.headers().first(field);
        if (reference.isEmpty()) return Optional.empty();
        try {
            var uri = new URI(target.uri()).resolve(new URI(reference.get()));
            if (uri.isOpaque() || uri.getRawAuthority() == null) return Optional.empty();
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            return Authority.parse(uri.getRawAuthority())
                .map(at -> new Target.Absolute(scheme, at.host(), at.portOr(Target.defaultPort(scheme)), pathAndQuery(uri)))
                .filter(other -> other.scheme().equals(target.scheme()) && other.authority().equals(target.authority()))
                .map(Target.Absolute::uri);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String pathAndQuery(URI uri) {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
