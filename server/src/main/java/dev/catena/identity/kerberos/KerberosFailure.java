// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

/**
 * Why Kerberos did not do what was asked, in words for people.
 *
 * @param why a clause
 * @param remedy what helps
 */
record KerberosFailure(Kind kind, String why, String remedy) {
    /** What follows from it. */
    enum Kind {
        /** The KDC refused the password or key: the domain counted a failed log-in. */
        SECRET_REFUSED,
        /** No KDC, or no realm; another attempt may go better. */
        UNREACHABLE,
        /** Something else is wrong. */
        OTHER
    }
}
