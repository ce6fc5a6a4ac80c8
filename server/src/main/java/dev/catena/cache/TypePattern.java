// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Scalar;
import java.util.Locale;

/**
 * Which media types a rule speaks of.
 *
 * @param type {@code image/png}, or {@code image/*} for all of them; lower case
 */
@Scalar(expected = "a media type, such as text/html or image/*", pattern = "^[!#$&^_.+A-Za-z0-9-]+/([!#$&^_.+A-Za-z0-9-]+|[*])$")
public record TypePattern(String type) {
    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static TypePattern parse(String text) {
        if (!text.matches("[!#$&^_.+A-Za-z0-9-]+/([!#$&^_.+A-Za-z0-9-]+|[*])")) {
            throw new IllegalArgumentException("'%s' is not a media type".formatted(text));
        }
        return new TypePattern(text.toLowerCase(Locale.ROOT));
    }

    /** @param contentType as the field has it, with parameters or without */
    boolean matches(String contentType) {
        int semicolon = contentType.indexOf(';');
        var bare = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        return type.endsWith("/*") ? bare.startsWith(type.substring(0, type.length() - 1)) : bare.equals(type);
    }

    @Override
    public String toString() {
        return type;
    }
}
