// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.Arrays;
import java.util.List;

/**
 * CARP as Squid computes it (5.7 observed, 310 of 310 URLs in each of two peer sets), for proxies that share their parents with
 * Squids. Against the draft:
 * <ul>
 * <li>the peers are visited from the smallest weight to the largest, and the URL's hash is never reset in between: the k-th peer is
 *     scored with the hash of the URL written k times;
 * <li>a peer's name counts as it is written, capitals included;
 * <li>octets from 0x80 are negative numbers, and a score of 0 never wins.
 * </ul>
 * So the loss of a member also moves URLs of those visited after it: that is Squid's bargain, not ours.
 */
public final class CarpSquid implements Ownership {
    private final int[] order;
    private final int[] members;
    private final double[] factors;

    private CarpSquid(List<Candidate> candidates) {
        this.order = LoadFactors.ascending(candidates);
        this.members = candidates.stream().mapToInt(candidate -> CarpDraft.spread(hash(0, candidate.name()))).toArray();
        this.factors = LoadFactors.squid(candidates);
    }

    public static CarpSquid of(List<Candidate> candidates) {
        return new CarpSquid(candidates);
    }

    /** The places of the candidates in the order they are visited. */
    public int[] order() {
        return order.clone();
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
        var scores = new double[members.length];
        Arrays.fill(scores, NEVER);
        int urlHash = 0;
        for (int place : order) {
            urlHash = hash(urlHash, key);
            double score = Integer.toUnsignedLong(CarpDraft.combined(urlHash, members[place])) * factors[place];
            if (score > 0) scores[place] = score;
        }
        return scores;
    }

    /** As the draft's, but of signed octets. */
    private static int hash(int start, String text) {
        int hash = start;
        for (int i = 0; i < text.length(); i++) hash += Integer.rotateLeft(hash, 19) + (byte) text.charAt(i);
        return hash;
    }
}
