// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.Set;

/**
 * Somebody who proved who they are, or the anonymous user.
 *
 * @param name the account's name without its domain; empty for the anonymous user
 * @param domain the Windows domain or Kerberos realm; empty for a local account
 * @param scheme by what it was proven
 * @param groups what the account's source told of groups; the one place where rules, routes and explanations look
 */
public record Principal(String name, String domain, Scheme scheme, Groups groups) {
    /** Somebody who proved nothing. */
    public static final Principal ANONYMOUS = new Principal("", "", Scheme.ANONYMOUS, Groups.NONE);

    public Principal {
        if (name.isEmpty() != (scheme == Scheme.ANONYMOUS)) throw new IllegalArgumentException("a name and a proof belong together");
    }

    /** Somebody whose groups came with the proof. */
    public Principal(String name, String domain, Scheme scheme, Set<String> groups) {
        this(name, domain, scheme, Groups.of(groups));
    }

    /** The same person, in these groups. */
    Principal in(Groups groups) {
        return new Principal(name, domain, scheme, groups);
    }

    public boolean isAnonymous() {
        return scheme == Scheme.ANONYMOUS;
    }

    /** As logs and pages show it: {@code alice}, {@code CORP\alice}; empty for the anonymous user. */
    public String shown() {
        return domain.isEmpty() ? name : domain + "\\" + name;
    }

    @Override
    public String toString() {
        return isAnonymous() ? "anonymous" : shown() + " by " + scheme.word();
    }
}
