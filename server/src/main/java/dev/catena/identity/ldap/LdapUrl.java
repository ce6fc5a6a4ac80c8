// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import dev.catena.settings.HostPort;
import dev.catena.settings.Scalar;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a directory listens: {@code ldaps://dc1.corp.example}, {@code ldap://127.0.0.1:1389}. Other parts of an LDAP URL (RFC 4516) have keys
 * of their own.
 */
@Scalar(expected = "the URL of a directory, such as ldaps://dc1.corp.example", pattern = "^[Ll][Dd][Aa][Pp][Ss]?://[^/\\s]+/?$")
public record LdapUrl(boolean tls, HostPort address) {
    private static final Pattern WRITTEN = Pattern.compile("(?i)(ldaps?)://([^/\\s]+?)(:\\d{1,5})?/?");
    private static final int LDAP = 389;
    private static final int LDAPS = 636;

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static LdapUrl parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("'%s' is not ldap:// or ldaps:// with a host and perhaps a port".formatted(text));
        }
        boolean tls = written.group(1).toLowerCase(Locale.ROOT).equals("ldaps");
        var port = written.group(3) == null ? ":" + (tls ? LDAPS : LDAP) : written.group(3);
        return new LdapUrl(tls, HostPort.parse(written.group(2) + port));
    }

    @Override
    public String toString() {
        return (tls ? "ldaps://" : "ldap://") + address;
    }
}
