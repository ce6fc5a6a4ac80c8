// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.List;
import java.util.Locale;

/**
 * The Cache Array Routing Protocol of draft-vinod-carp-v1-03 (1998), as Microsoft documented it: hashes of URL and member are
 * combined, the product with the member's load factor is its score.
 *
 * <p>Bit for bit, weakness included: the multiplier of {@link #spread} is even, so of the URL's hash only the low ten bits
 * decide among members of one weight. Their shares follow from their names ({@link #shares}) and may be 25, 40 and 35 % of
 * three; and anybody can make URLs that meet on one member. {@link Rendezvous} has neither fault. What the draft leaves open:
 * of two equal scores the earlier member wins, members of weight 0 own nothing, tunnels are hashed as {@code host:port}.
 */
public final class CarpDraft implements Ownership {
    private static final int SLOTS = 1024;

    private final int[] members;
    private final double[] factors;

    private CarpDraft(List<Candidate> candidates) {
        this.members = candidates.stream().mapToInt(candidate -> memberHash(candidate.name())).toArray();
        this.factors = LoadFactors.draft(candidates);
    }

    public static CarpDraft of(List<Candidate> candidates) {
        return new CarpDraft(candidates);
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
        return scores(hash(0, key));
    }

    private double[] scores(int urlHash) {
        var scores = new double[members.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = factors[i] == 0 ? NEVER : Integer.toUnsignedLong(combined(urlHash, members[i])) * factors[i];
        }
        return scores;
    }

    /** What part of all URLs each member gets in truth: by the 1,024 values that the ten bits have. Exact for equal weights. */
    public double[] shares() {
        var shares = new double[members.length];
        for (int slot = 0; slot < SLOTS; slot++) {
            int owner = Ownership.best(scores(slot), _ -> true);
            if (owner >= 0) shares[owner] += 1.0 / SLOTS;
        }
        return shares;
    }

    /** §3.1, going on from {@code start}; one octet a character. */
    static int hash(int start, String text) {
        int hash = start;
        for (int i = 0; i < text.length(); i++) hash += Integer.rotateLeft(hash, 19) + (text.charAt(i) & 0xff);
        return hash;
    }

    /** §3.2 */
    static int memberHash(String name) {
        return spread(hash(0, name.toLowerCase(Locale.ROOT)));
    }

    /** §3.4 */
    static int combined(int urlHash, int memberHash) {
        return spread(urlHash ^ memberHash);
    }

    static int spread(int hash) {
        return Integer.rotateLeft(hash + hash * 0x62531965, 21);
    }
}
