// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

/** Carries a {@link KerberosFailure} out of the depth of a log-in; becomes a value at its edge. */
final class KerberosProblem extends Exception {
    private static final long serialVersionUID = 1;
    private final transient KerberosFailure failure;

    KerberosProblem(KerberosFailure failure) {
        super(failure.why());
        this.failure = failure;
    }

    KerberosFailure failure() {
        return failure;
    }
}
