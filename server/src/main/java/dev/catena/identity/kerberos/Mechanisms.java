// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/** Names of JGSS for what we speak. */
final class Mechanisms {
    static final Oid SPNEGO = oid("1.3.6.1.5.5.2");
    static final Oid KERBEROS = oid("1.2.840.113554.1.2.2");
    /** A principal as Kerberos writes it: GSS_KRB5_NT_PRINCIPAL_NAME (RFC 1964 §2.1.1). */
    static final Oid KERBEROS_NAME = oid("1.2.840.113554.1.2.2.1");

    private Mechanisms() {}

    private static Oid oid(String dotted) {
        try {
            return new Oid(dotted);
        } catch (GSSException e) {
            throw new IllegalStateException("an object identifier of our own", e);
        }
    }
}
