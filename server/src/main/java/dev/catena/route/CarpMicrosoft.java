// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.List;

/**
 * CARP as Microsoft's proxies counted at last (ISA Server 2004 SP2 to TMG), in the scripts that they gave to browsers. Against the draft:
 * <ul>
 * <li>a URL counts by its host alone, so that one site stays with one member, and its sessions and log-ins with it;
 * <li>names are hashed by a reflected CRC-32 of polynomial {@code 0x8680C898}, and end at the first colon or slash: of an IPv6 address
 *     the first group counts;
 * <li>the final mix adds what the draft's last turn assigns.
 * </ul>
 * Those products wrote the hash of each member into the script, and it was not that of the printed name; what their table tells is not
 * enough to find the same owners. So this is for arrays of our own, and for upstreams that shall see each site at one member. What it
 * gives up: a busy site is busy on one member, however many there are.
 */
public final class CarpMicrosoft implements Ownership {
    private static final int POLYNOMIAL = 0x8680C898;
    private static final String AFTER_SCHEME = "://";

    private final int[] members;
    private final double[] factors;

    private CarpMicrosoft(List<Candidate> candidates) {
        this.members = candidates.stream().mapToInt(candidate -> hash(candidate.name(), 0)).toArray();
        this.factors = LoadFactors.draft(candidates);
    }

    public static CarpMicrosoft of(List<Candidate> candidates) {
        return new CarpMicrosoft(candidates);
    }

    /** The hashes of the names, for those who are to find the same owners; in the order of the candidates. */
    public int[] members() {
        return members.clone();
    }

    /** The multipliers that the loads have become; 0: owns nothing. */
    public double[] factors() {
        return factors.clone();
    }

    @Override
    public double[] scores(String key) {
        int scheme = key.indexOf(AFTER_SCHEME);
        int hostHash = hash(key, scheme < 0 ? 0 : scheme + AFTER_SCHEME.length());
        var scores = new double[members.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = factors[i] == 0 ? NEVER : Integer.toUnsignedLong(mixed(hostHash ^ members[i])) * factors[i];
        }
        return scores;
    }

    /** Of the text from {@code start} to the first colon or slash, capitals as small letters; one octet a character. */
    static int hash(String text, int start) {
        int hash = 0;
        for (int i = start; i < text.length() && text.charAt(i) != ':' && text.charAt(i) != '/'; i++) {
            char c = text.charAt(i);
            hash ^= c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c & 0xff;
            for (int bit = 0; bit < Byte.SIZE; bit++) hash = hash >>> 1 ^ ((hash & 1) == 0 ? 0 : POLYNOMIAL);
        }
        return hash;
    }

    static int mixed(int hash) {
        int product = hash + hash * 0x62531965;
        return product + Integer.rotateLeft(product, 21);
    }
}
