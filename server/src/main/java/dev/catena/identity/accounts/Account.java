// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.Ha1;
import dev.catena.identity.ntlm.NtHash;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an accounts file: {@code NAME:HASH}, and after further colons what some schemes need besides:
 * {@code digest-sha-256=REALM,HEX}, {@code digest-md5=REALM,HEX}, {@code nt=HEX}.
 *
 * <p>The hash can be tried against passwords, slowly. The others are as good as the password for their scheme: they are there only for users
 * who were given them on purpose.
 *
 * @param name see {@link Accounts#checkedName}
 * @param digests what Digest needs, each for one realm
 * @param ntHash what NTLM needs
 */
public record Account(String name, PasswordHash hash, Map<DigestAlgorithm, DigestHash> digests, Optional<NtHash> ntHash) {
    private static final Pattern DIGEST = Pattern.compile("digest-(sha-256|md5)=([^,:\\p{Cntrl}]+),([0-9a-f]+)");
    private static final Pattern NT = Pattern.compile("nt=([0-9a-f]{32})");

    /** A hash for Digest, and the realm it was made for. */
    public record DigestHash(String realm, Ha1 ha1) {
        public DigestHash {
            checkedRealm(realm);
        }
    }

    public Account {
        digests = Collections.unmodifiableMap(digests.isEmpty() ? new EnumMap<>(DigestAlgorithm.class) : new EnumMap<>(digests));
    }

    /** An account for Basic alone. */
    public Account(String name, PasswordHash hash) {
        this(name, hash, Map.of(), Optional.empty());
    }

    /** Whether it can be stored and sent: not empty, no comma, colon or control character. */
    public static boolean isRealm(String realm) {
        return realm.matches("[^,:\\p{Cntrl}]+");
    }

    /**
     * A realm as it can be stored and sent.
     *
     * @throws IllegalArgumentException with a sentence for the person who chose it
     */
    public static String checkedRealm(String realm) {
        if (!isRealm(realm)) {
            throw new IllegalArgumentException("the realm is empty, or has a comma, a colon or a control character");
        }
        return realm;
    }

    /** This account with a hash for Digest in one realm. */
    public Account withDigest(DigestAlgorithm algorithm, String realm, char[] password) {
        var changed = new EnumMap<DigestAlgorithm, DigestHash>(DigestAlgorithm.class);
        changed.putAll(digests);
        changed.put(algorithm, new DigestHash(realm, Ha1.of(algorithm, name, realm, new String(password))));
        return new Account(name, hash, changed, ntHash);
    }

    /** This account with a hash for NTLM. */
    public Account withNtHash(char[] password) {
        return new Account(name, hash, digests, Optional.of(NtHash.ofPassword(password)));
    }

    /** What Digest needs in that realm, if it is stored. */
    public Optional<Ha1> ha1(DigestAlgorithm algorithm, String realm) {
        return Optional.ofNullable(digests.get(algorithm)).filter(digest -> digest.realm.equals(realm)).map(DigestHash::ha1);
    }

    /**
     * Reads what {@link #toLine} prints.
     *
     * @throws IllegalArgumentException with a sentence that does not repeat the text
     */
    static Account parse(String line) {
        var columns = line.split(":", -1);
        if (columns.length < 2) {
            throw new IllegalArgumentException("not name:hash");
        }
        var digests = new EnumMap<DigestAlgorithm, DigestHash>(DigestAlgorithm.class);
        Optional<NtHash> ntHash = Optional.empty();
        for (int i = 2; i < columns.length; i++) {
            var digest = DIGEST.matcher(columns[i]);
            var nt = NT.matcher(columns[i]);
            if (digest.matches()) {
                var algorithm = digest.group(1).equals("md5") ? DigestAlgorithm.MD5 : DigestAlgorithm.SHA_256;
                digests.put(algorithm, new DigestHash(digest.group(2), Ha1.parse(algorithm, digest.group(3))));
            } else if (nt.matches()) {
                ntHash = Optional.of(NtHash.of(HexFormat.of().parseHex(nt.group(1))));
            } else {
                throw new IllegalArgumentException("column %d is none of digest-sha-256=, digest-md5=, nt=".formatted(i + 1));
            }
        }
        return new Account(Accounts.checkedName(columns[0]), PasswordHash.parse(columns[1]), digests, ntHash);
    }

    String toLine() {
        var line = new StringBuilder(name).append(':').append(hash.toPhc());
        digests.forEach((algorithm, digest) -> line.append(algorithm == DigestAlgorithm.MD5 ? ":digest-md5=" : ":digest-sha-256=")
            .append(digest.realm).append(',').append(digest.ha1.toHex()));
        ntHash.ifPresent(hash -> line.append(":nt=").append(HexFormat.of().formatHex(hash.bytes())));
        return line.toString();
    }
}
