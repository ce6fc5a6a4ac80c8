// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.StructuredFields;
import java.nio.charset.StandardCharsets;

/** What this proxy calls itself in the fields it adds, and those of them that are the same in every answer. */
public final class OwnName {
    private final String pseudonym;
    private final String statusName;
    /** {@code Via}, and {@code Cache-Status} up to its first parameter. */
    private final byte[] viaAndCacheStatus;

    /** @param pseudonym as in {@code Via} (RFC 9110 §7.6.3) */
    public OwnName(String pseudonym) {
        this.pseudonym = pseudonym;
        this.statusName = StructuredFields.tokenOrString(pseudonym);
        this.viaAndCacheStatus = "Via: 1.1 %s\r\nCache-Status: %s".formatted(pseudonym, statusName).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As in {@code Via}. */
    public String pseudonym() {
        return pseudonym;
    }

    /** The same as {@code Cache-Status} spells it (RFC 9211 §2). */
    String statusName() {
        return statusName;
    }

    /** Not to be changed. */
    byte[] viaAndCacheStatus() {
        return viaAndCacheStatus;
    }
}
