// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.Ha1;
import dev.catena.identity.ntlm.NtHash;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an accounts file: {@code NAME:HASH}, and after further colons what some schemes need besides:
 * {@code digest-sha-256=REALM,HEX}, {@code digest-md5=REALM,HEX}, {@code nt=HEX}, and {@code groups=NAME,NAME}.
 *
 * <p>The hash can be tried against passwords, slowly. The others are as good as the password for their scheme: they are there only for users
 * who were given them on purpose.
 *
 * @param name see {@link Accounts#checkedName}
 * @param digests what Digest needs, each for one realm
 * @param ntHash what NTLM needs
 * @param groups the groups the user is in, as rules and routes name them
 */
public record Account(String name, PasswordHash hash, Map<DigestAlgorithm, DigestHash> digests, Optional<NtHash> ntHash, List<String> groups) {
    private static final Pattern DIGEST = Pattern.compile("digest-(sha-256|md5)=([^,:\\p{Cntrl}]+),([0-9a-f]+)");
    private static final Pattern NT = Pattern.compile("nt=([0-9a-f]{32})");

    private static final String GROUPS = "groups=";
    /** Groups of one account, at most. */
    public static final int GROUPS_MAX = 100;

    /** A hash for Digest, and the realm it was made for. */
    public record DigestHash(String realm, Ha1 ha1) {
        public DigestHash {
            checkedRealm(realm);
        }
    }

    public Account {
        digests = Collections.unmodifiableMap(digests.isEmpty() ? new EnumMap<>(DigestAlgorithm.class) : new EnumMap<>(digests));
        groups = groups.stream().map(Account::checkedGroup).distinct().toList();
        if (groups.size() > GROUPS_MAX) {
            throw new IllegalArgumentException("more than %d groups".formatted(GROUPS_MAX));
        }
    }

    /** An account for Basic alone. */
    public Account(String name, PasswordHash hash) {
        this(name, hash, Map.of(), Optional.empty(), List.of());
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

    /**
     * A group's name as it is stored.
     *
     * @throws IllegalArgumentException with a sentence for the person who chose it
     */
    public static String checkedGroup(String group) {
        if (group.isBlank() || !group.equals(group.strip()) || group.length() > Accounts.NAME_LENGTH_MAX || group.matches("(?s).*[,:\\p{Cntrl}].*")) {
            throw new IllegalArgumentException("the group is empty or longer than %d characters, has a space at an end, or a comma, a colon or a control character"
                .formatted(Accounts.NAME_LENGTH_MAX));
        }
        return group;
    }

    /** This account in these groups and no others. */
    public Account withGroups(List<String> groups) {
        return new Account(name, hash, digests, ntHash, groups);
    }

    /** This account with a hash for Digest in one realm. */
    public Account withDigest(DigestAlgorithm algorithm, String realm, char[] password) {
        var changed = new EnumMap<DigestAlgorithm, DigestHash>(DigestAlgorithm.class);
        changed.putAll(digests);
        changed.put(algorithm, new DigestHash(realm, Ha1.of(algorithm, name, realm, new String(password))));
        return new Account(name, hash, changed, ntHash, groups);
    }

    /** This account with a hash for NTLM. */
    public Account withNtHash(char[] password) {
        return new Account(name, hash, digests, Optional.of(NtHash.ofPassword(password)), groups);
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
        List<String> groups = List.of();
        for (int i = 2; i < columns.length; i++) {
            var digest = DIGEST.matcher(columns[i]);
            var nt = NT.matcher(columns[i]);
            if (digest.matches()) {
                var algorithm = digest.group(1).equals("md5") ? DigestAlgorithm.MD5 : DigestAlgorithm.SHA_256;
                digests.put(algorithm, new DigestHash(digest.group(2), Ha1.parse(algorithm, digest.group(3))));
            } else if (nt.matches()) {
                ntHash = Optional.of(NtHash.of(HexFormat.of().parseHex(nt.group(1))));
            } else if (columns[i].startsWith(GROUPS)) {
                groups = List.of(columns[i].substring(GROUPS.length()).split(",", -1));
            } else {
                throw new IllegalArgumentException("column %d is none of digest-sha-256=, digest-md5=, nt=, groups=".formatted(i + 1));
            }
        }
        return new Account(Accounts.checkedName(columns[0]), PasswordHash.parse(columns[1]), digests, ntHash, groups);
    }

    String toLine() {
        var line = new StringBuilder(name).append(':').append(hash.toPhc());
        digests.forEach((algorithm, digest) -> line.append(algorithm == DigestAlgorithm.MD5 ? ":digest-md5=" : ":digest-sha-256=")
            .append(digest.realm).append(',').append(digest.ha1.toHex()));
        ntHash.ifPresent(hash -> line.append(":nt=").append(HexFormat.of().formatHex(hash.bytes())));
        if (!groups.isEmpty()) line.append(':').append(GROUPS).append(String.join(",", groups));
        return line.toString();
    }
}
