// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.kerberos.KerberosFailure.Kind;

/** Which of a keytab's principals logs in, and what to say when none can. */
final class KeytabChoice {
    private KeytabChoice() {}

    /**
     * @param wanted with or without its realm; empty: the first one
     * @return with its realm
     */
    static String principal(Keytab keytab, String wanted) throws KerberosProblem {
        var found = keytab.principals().stream()
            .filter(each -> wanted.isEmpty() || each.equals(wanted) || wanted.indexOf('@') < 0 && each.startsWith(wanted + "@"))
            .findFirst().orElseThrow(() -> none(keytab, wanted));
        if (keytab.of(found).stream().noneMatch(entry -> entry.enctype().isStrong())) {
            throw new KerberosProblem(new KerberosFailure(Kind.OTHER, "the keytab %s has no AES key of %s, only %s".formatted(keytab.file(), found,
                keytab.of(found).stream().map(entry -> entry.enctype().word()).distinct().toList()),
                "set the account's msDS-SupportedEncryptionTypes to 24 (AES), change its password, and make a new keytab"));
        }
        return found;
    }

    private static KerberosProblem none(Keytab keytab, String wanted) {
        return new KerberosProblem(keytab.entries().isEmpty()
            ? new KerberosFailure(Kind.OTHER, "the keytab %s is empty".formatted(keytab.file()), "make it with ktpass, or samba-tool domain exportkeytab")
            : new KerberosFailure(Kind.OTHER, "the keytab %s has no key of %s; it has those of %s".formatted(keytab.file(), wanted, String.join(", ", keytab.principals())),
                "name one of them, or make a keytab of this one"));
    }
}
