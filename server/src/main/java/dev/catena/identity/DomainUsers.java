// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.winbind.DomainName;
import java.util.List;
import java.util.Locale;

/**
 * What the users of domains are called, and which domains may log in. However a user's name is written, it leads to one principal: else a
 * rule that denies {@code CORP\alice} would let {@code alice@corp.example} pass, and each spelling would have guesses of its own.
 */
final class DomainUsers {
    private final List<DomainName> known;
    private final DomainName own;
    private final List<String> trusted;

    /** @param settings whose names are sound */
    DomainUsers(IdentitySettings settings) {
        known = List.of(settings.domainName(), settings.directoryName());
        own = settings.domainName();
        trusted = settings.domain().trusted();
    }

    /**
     * @param user as it was written, perhaps {@code alice@corp.example}
     * @param domain as it was written, perhaps empty: then the proxy's own domain is meant, if it is in one
     */
    Principal principal(String user, String domain, Scheme scheme) {
        int at = user.lastIndexOf('@');
        if (!domain.isEmpty()) return new Principal(user, shown(domain), scheme, Groups.UNASKED);
        if (at < 1) return new Principal(user, own.shown(), scheme, Groups.UNASKED);
        // the DNS name of a domain is the suffix of its users' names, unless an administrator gave them another one
        var meant = shown(user.substring(at + 1));
        return known.stream().anyMatch(name -> !name.shown().isEmpty() && name.shown().equals(meant))
            ? new Principal(user.substring(0, at), meant, scheme, Groups.UNASKED)
            : new Principal(user, "", scheme, Groups.UNASKED);
    }

    /** {@code DOMAIN\\user}, {@code user@domain} or {@code user}, as Basic has it in one word. */
    Principal principal(String account, Scheme scheme) {
        var split = BasicLogin.split(account);
        return principal(split.name(), split.domain(), scheme);
    }

    private String shown(String domain) {
        for (var name : known) if (name.isCalled(domain) && !name.shown().isEmpty()) return name.shown();
        return domain.toUpperCase(Locale.ROOT);
    }

    /** Whether the domain may be asked about somebody: one of its own, or of a domain that may log in, too. */
    boolean admits(Principal who) {
        return who.domain().equals(own.shown()) || trusted.stream().anyMatch(who.domain()::equalsIgnoreCase);
    }
}
