// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * CARP as Microsoft's proxies counted at last (ISA Server 2004 SP2 to TMG), in the scripts that they gave to browsers. Against the draft:
 * <ul>
 * <li>a URL counts by its host alone, so that one site stays with one member, and its sessions and log-ins with it;
 * <li>names are hashed by a reflected CRC-32 of polynomial {@code 0x8680C898}, and end at the first colon or slash: of an IPv6 address
 *     the first group counts;
 * <li>the final mix adds what the draft's last turn assigns.
 * </ul>
 * Those products wrote the hash of each member into the script, and it was not that of the printed name; so whoever is to find the owners
 * of such an array has to read its script, for no table tells. What this dialect gives up: a busy site is busy on one member, however many
 * there are.
 */
public final class CarpMicrosoft implements Ownership {
    private static final int POLYNOMIAL = 0x8680C898;
    private static final int WEIGHTS = 1_000_000;
    private static final String AFTER_SCHEME = "://";

    private final int[] members;
    private final double[] factors;

    private CarpMicrosoft(List<Candidate> candidates, int[] members) {
        this.members = members;
        this.factors = LoadFactors.draft(candidates);
    }

    public static CarpMicrosoft of(List<Candidate> candidates) {
        return of(candidates, Map.of());
    }

    /** @param hashes of the candidates that are known by another number than the hash of their name, by name */
    public static CarpMicrosoft of(List<Candidate> candidates, Map<String, MemberHash> hashes) {
        return new CarpMicrosoft(candidates, candidates.stream()
            .mapToInt(each -> hashes.containsKey(each.name()) ? hashes.get(each.name()).bits() : hash(each.name(), 0)).toArray());
    }

    /** Weights of which these multipliers come, at most a million together; a multiplier of 0 has none. */
    public static int[] weights(double[] factors) {
        var shares = LoadFactors.shares(factors);
        double total = DoubleStream.of(shares).sum();
        return DoubleStream.of(shares).mapToInt(share -> share == 0 ? 0 : (int) Math.max(1, Math.round(share / total * WEIGHTS))).toArray();
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
