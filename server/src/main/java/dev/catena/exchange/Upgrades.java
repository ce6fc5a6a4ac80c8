// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.http.Version;
import java.util.Collection;
import java.util.Locale;

/** Which other protocol a client may switch to on its connection (RFC 9110 §7.8). */
final class Upgrades {
    private Upgrades() {}

    /** The first protocol the client offers that is among those forwarded, or empty. */
    static String chosen(RequestHead asked, Collection<String> forwarded) {
        if (!asked.headers().contains(FieldName.UPGRADE) || asked.version() == Version.HTTP_1_0 || asked.hasBody()
            || !asked.headers().listHas(FieldName.CONNECTION, "upgrade")) return "";
        for (var token : asked.headers().list(FieldName.UPGRADE)) {
            if (forwarded.contains(token.toLowerCase(Locale.ROOT))) return token;
        }
        return "";
    }
}
