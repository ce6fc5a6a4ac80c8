// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who we are to a SOCKS proxy: nobody, or a user with a password (RFC 1929), which is not shown again once it was refused. Immutable;
 * what belongs to a connection is the trial.
 *
 * @param budget the one of all upstreams
 */
public record SocksLogin(Hop hop, HopCredentials credentials, LockoutBudget budget) {
    /** Octets of a user or password that the protocol has room for. */
    private static final int OCTETS_MAX = 255;

    /** Whether there is a user to name. */
    public boolean hasUser() {
        return !credentials.isNone();
    }

    /** Asks for leave to show the password. */
    public LockoutBudget.Leave ask() {
        return budget.ask(hop.upstream(), credentials.fullName(), credentials.password());
    }

    /** It wants a user and a password, and there are none; or none that it can be told. */
    public HopStep.Fail wanted() {
        return fail(hasUser() ? HopFailure.NO_COMMON_SCHEME : HopFailure.NO_CREDENTIALS, List.of(),
            "it takes none of the methods of RFC 1928 that were offered: %s".formatted(hasUser() ? "no log-in, user and password" : "no log-in"));
    }

    /** It said no to user and password. */
    public HopStep.Fail refused(String why) {
        return fail(HopFailure.REJECTED, List.of(Scheme.BASIC.token()), why);
    }

    /** Whether user and password are no longer than the protocol allows. */
    public boolean fits() {
        return octets(credentials.fullName()).length <= OCTETS_MAX && octets(credentials.password().reveal()).length <= OCTETS_MAX;
    }

    /** The message of RFC 1929 §2; a secret. */
    public byte[] message() {
        byte[] user = octets(credentials.fullName());
        byte[] password = octets(credentials.password().reveal());
        var message = new byte[3 + user.length + password.length];
        message[0] = 1;
        message[1] = (byte) user.length;
        System.arraycopy(user, 0, message, 2, user.length);
        message[2 + user.length] = (byte) password.length;
        System.arraycopy(password, 0, message, 3 + user.length, password.length);
        return message;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private HopStep.Fail fail(HopFailure failure, List<String> offered, String detail) {
        return new HopStep.Fail(failure, failure.at(hop.shown(), offered, credentials.schemes(), detail));
    }
}
