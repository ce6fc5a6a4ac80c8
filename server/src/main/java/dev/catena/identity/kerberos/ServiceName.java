// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import javax.security.auth.kerberos.KerberosPrincipal;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;

/**
 * The service a ticket is for.
 *
 * @param written {@code HTTP/hq1.corp.example}, {@code HTTP@hq1.corp.example}, {@code HTTP/hq1.corp.example@CORP.EXAMPLE}, a host name alone
 *     for {@code HTTP} on it; empty for HTTP on the hop's own host
 */
public record ServiceName(String written) {
    /** The name of the default: HTTP on the host that is connected to (RFC 4559 §4.1). */
    public static final ServiceName OF_THE_HOST = new ServiceName("");

    private static final String PLAIN = "[^\\s/@]+";

    /** Whether it is one of the forms above. */
    public boolean isSound() {
        return written.isEmpty() || written.matches("%s([/@]%s)?|%s/%s@%s".formatted(PLAIN, PLAIN, PLAIN, PLAIN, PLAIN));
    }

    GSSName of(String host, GSSManager manager) throws GSSException {
        int slash = written.indexOf('/');
        int at = written.lastIndexOf('@');
        if (slash >= 0 && at >= 0) return manager.createName(written, Mechanisms.KERBEROS_NAME);
        if (slash >= 0) return hostBased(written.substring(0, slash), written.substring(slash + 1), manager);
        if (at >= 0) return hostBased(written.substring(0, at), written.substring(at + 1), manager);
        return hostBased("HTTP", written.isEmpty() ? host : written, manager);
    }

    /** Its realm is that of the host, by krb5.conf. */
    private static GSSName hostBased(String service, String host, GSSManager manager) throws GSSException {
        return manager.createName(service + "@" + host, GSSName.NT_HOSTBASED_SERVICE);
    }

    /** As the KDC is asked for it, with the realm of the host; without if that cannot be told. May ask DNS, as krb5.conf says. */
    String principal(String host) {
        int slash = written.indexOf('/');
        if (slash >= 0 && written.indexOf('@') >= 0) return written;
        int at = written.indexOf('@');
        var name = written.isEmpty() ? "HTTP/" + host : slash >= 0 ? written : at >= 0 ? written.replace('@', '/') : "HTTP/" + written;
        try {
            return new KerberosPrincipal(name, KerberosPrincipal.KRB_NT_SRV_HST).getName();
        } catch (IllegalArgumentException noRealm) {
            return name;
        }
    }
}
