// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to the next hop, and what we may say to prove it.
 *
 * @param user without the domain; empty where a ticket alone names us
 * @param domain the Windows domain, or empty
 * @param password empty where a ticket alone proves us
 * @param schemes what we may answer with; the order has no meaning, the strongest usable one is taken
 * @param unchallenged what to do when encrypted schemes are allowed and the hop asks for nothing
 * @param as in whose name
 * @param basicInCleartext whether Basic may go where others can read it
 */
public record HopCredentials(String user, String domain, Password password, List<Scheme> schemes,
                             Unchallenged unchallenged, As as, boolean basicInCleartext) {
    /** No credentials: anonymous, and a challenge cannot be answered. */
    public static final HopCredentials NONE = new HopCredentials("", "", new Password(""), List.of(), Unchallenged.CONTINUE, As.SERVICE, false);

    /** What to do when a hop lets us in that we were to prove ourselves to. */
    public enum Unchallenged {
        /** Error 12201. */
        REFUSE,
        /** Go on without a proof, and record it. */
        CONTINUE
    }

    /** In whose name we log in. */
    public enum As {
        /** This proxy's own: the credentials of the settings. */
        SERVICE,
        /** The client's: what it sends is handed on, and what the hop asks is handed back. */
        PASS_THROUGH,
        /** This proxy's own, with a field that names the user. */
        USER_HEADER
    }

    public HopCredentials {
        schemes = List.copyOf(schemes);
    }

    /**
     * The credentials of the settings, with the password fetched from where it is kept. Reads a file: not for an event loop.
     *
     * @param environment looks up a variable: {@code System::getenv}
     * @throws IllegalStateException when the password is not there; the message names the variable or file
     */
    public static HopCredentials of(CredentialSettings settings, UnaryOperator<@Nullable String> environment) {
        if (settings.equals(CredentialSettings.none())) return NONE;
        int backslash = settings.user().indexOf('\\');
        boolean needsNone = settings.user().isEmpty()
            || settings.hasTicketsOfItsOwn() && settings.schemes().stream().allMatch(scheme -> scheme == Scheme.NEGOTIATE || scheme == Scheme.ANONYMOUS);
        var password = needsNone ? "" : settings.password().reveal(environment);
        return new HopCredentials(settings.user().substring(backslash + 1), settings.user().substring(0, Math.max(0, backslash)), new Password(password),
            settings.schemes(), settings.unchallenged(), settings.as(), settings.basicInCleartext());
    }

    /** Whether there is nothing to say. */
    public boolean isNone() {
        return schemes.stream().allMatch(scheme -> scheme == Scheme.ANONYMOUS);
    }

    /** Whether a hop has to challenge us before anything that has an effect goes out. */
    public boolean mustBeChallenged() {
        return unchallenged == Unchallenged.REFUSE && !schemes.contains(Scheme.ANONYMOUS) && schemes.stream().anyMatch(Scheme::encrypted);
    }

    /** {@code CORP\branch7}, as Basic names it. */
    public String fullName() {
        return domain.isEmpty() ? user : domain + "\\" + user;
    }
}
