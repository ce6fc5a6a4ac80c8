// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.Password;
import java.nio.file.Path;

/** Who we are in the realm, and by what we prove it to the KDC. */
public sealed interface ServiceAccount {
    /** @param principal {@code svc-chain} of the default realm, or {@code svc-chain@CORP.EXAMPLE} */
    record ByPassword(String principal, Password password) implements ServiceAccount {}

    /** @param principal as for a password; empty: the first one in the keytab */
    record ByKeytab(String principal, Path keytab) implements ServiceAccount {}

    /** Tickets that somebody else gets and renews: kinit, k5start. */
    record ByCache(Path cache) implements ServiceAccount {}
}
