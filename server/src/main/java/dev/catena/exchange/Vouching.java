// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.identity.Principal;
import java.util.Locale;
import java.util.Set;

/**
 * Takes the word of some who proved who they are for whom they ask: proxies that name their user in a field ({@code as: user-header}).
 *
 * @param from as logs show them, in lower case
 */
public record Vouching(Set<String> from, FieldName field) {
    /** Longer names are none. */
    private static final int NAME_LENGTH_MAX = 256;

    public Vouching {
        from = Set.copyOf(from);
    }

    /** Whom the request is from: the one who is named, if the one who proves may name somebody, else the one who proves. */
    Principal user(RequestHead request, Principal prover) {
        if (prover.isAnonymous() || !from.contains(prover.shown().toLowerCase(Locale.ROOT))) return prover;
        var lines = request.headers().all(field);
        if (lines.size() != 1 || lines.getFirst().length() > NAME_LENGTH_MAX) return prover;
        return UserField.decode(lines.getFirst()).map(shown -> {
            int backslash = shown.indexOf('\\');
            return new Principal(shown.substring(backslash + 1), shown.substring(0, Math.max(0, backslash)), prover.scheme(), Set.of());
        }).orElse(prover);
    }

    /** The request without the field, which nobody behind us is to believe or to learn from. */
    RequestHead without(RequestHead request) {
        return !request.headers().contains(field) ? request : new RequestHead(request.method(), request.rawTarget(), request.target(), request.version(),
            request.headers().without(field), request.body());
    }
}
