// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.settings.HostPort;
import java.time.Duration;
import java.util.List;

/**
 * A realm as it looks from here. Holds nothing secret. Keytabs and ticket caches report on themselves: {@link Keytab#read},
 * {@link TicketCache#read}.
 *
 * @param realm {@code CORP.EXAMPLE}; empty if there is none
 * @param kdcs those that krb5.conf or DNS name, in order; empty if none is known
 */
public record KerberosReport(String realm, List<Kdc> kdcs) {
    /** One KDC, and what it said. */
    public record Kdc(HostPort address, Standing standing) {}

    /** Whether a KDC is there. */
    public sealed interface Standing {
        /**
         * It answers.
         *
         * @param ahead how far this machine's clock is ahead of the KDC's; negative if it is behind. More than five minutes are too many
         * @param took how long its answer took
         */
        record Answers(Duration ahead, Duration took) implements Standing {}

        /** It does not; the clause says why. */
        record Silent(String why) implements Standing {}
    }

    public KerberosReport {
        kdcs = List.copyOf(kdcs);
    }

    /**
     * Asks each KDC of a realm for its time. Blocks, for at most {@code deadline} each; shows no password and names no account.
     *
     * @param realm empty: the default realm
     */
    public static KerberosReport of(Krb5Conf conf, String realm, Duration deadline) {
        var asked = realm.isEmpty() ? conf.defaultRealm() : realm;
        return new KerberosReport(asked, conf.kdcs(asked).stream().map(kdc -> new Kdc(kdc, KdcProbe.ask(kdc, asked, deadline))).toList());
    }
}
