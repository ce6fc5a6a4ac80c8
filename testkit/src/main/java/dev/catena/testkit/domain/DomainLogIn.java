// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

/**
 * A log-in that the domain controller judged.
 *
 * @param account the name without its domain
 * @param service who asked: {@code winbind} for NTLM and Basic, {@code Kerberos KDC}, {@code LDAP}
 * @param status {@code NT_STATUS_OK}, {@code NT_STATUS_WRONG_PASSWORD} …
 */
public record DomainLogIn(String account, String service, String status) {
    public boolean succeeded() {
        return status.equals("NT_STATUS_OK");
    }
}
