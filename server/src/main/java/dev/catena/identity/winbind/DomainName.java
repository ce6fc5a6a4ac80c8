// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A domain by all its names. People and programs write {@code CORP\alice}, {@code corp.example\alice}, {@code alice@corp.example} or
 * {@code alice@CORP.EXAMPLE} for the same person; rules and logs know one of them.
 *
 * @param shown its NetBIOS name in capitals, as Windows shows it; empty where users have plain names
 * @param aliases its other names in lower case: DNS name, Kerberos realm
 */
public record DomainName(String shown, Set<String> aliases) {
    /** No domain at all. */
    public static final DomainName NONE = new DomainName("", Set.of());

    public DomainName {
        shown = shown.toUpperCase(Locale.ROOT);
        aliases = aliases.stream().filter(alias -> !alias.isEmpty()).map(alias -> alias.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    public static DomainName of(String shown, String... aliases) {
        return new DomainName(shown, Stream.of(aliases).collect(Collectors.toSet()));
    }

    /** Whether this is one of its names. */
    public boolean isCalled(String name) {
        return !name.isEmpty() && (name.equalsIgnoreCase(shown) || aliases.contains(name.toLowerCase(Locale.ROOT)));
    }
}
