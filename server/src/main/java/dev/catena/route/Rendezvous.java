// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Weighted rendezvous hashing, also called highest random weight (Thaler and Ravishankar, 1998): every member draws a number for
 * the key, and the best number owns it. A member that is lost gives away its own keys and moves no other, whatever the
 * weights; the cost is one multiplication chain a member, where a ring would need a table.
 *
 * <p>The function, so that others can compute it:
 * <pre>
 * h(x)  = SipHash-2-4 of the octets of x, under the 128-bit key
 * d     = mix(h(key) xor h(name))                  mix: the finaliser of SplitMix64
 * u     = (d >>> 11 + 0.5) / 2^53                  uniform, above 0 and below 1
 * score = -weight / ln(u)                          IEEE double; ln by fdlibm
 * </pre>
 * The chance to draw the best number is weight / sum of weights, for {@code -ln(u) / weight} is exponentially distributed with that
 * rate, and the smallest of several exponentials is each one's in proportion to its rate. Nobody without the key can make URLs that
 * meet on one member.
 */
public final class Rendezvous implements Ownership {
    private static final double UNIT = 0x1p-53;

    private final SipHash hash;
    private final long[] names;
    private final int[] weights;
    private final boolean alike;

    private Rendezvous(SipHash hash, List<Candidate> candidates) {
        this.hash = hash;
        this.names = candidates.stream().mapToLong(candidate -> hash.of(octets(candidate.name()))).toArray();
        this.weights = candidates.stream().mapToInt(Candidate::weight).toArray();
        this.alike = candidates.stream().mapToInt(Candidate::weight).distinct().count() <= 1;
    }

    /** @param hash the same for all who have to agree on the owners */
    public static Rendezvous of(SipHash hash, List<Candidate> candidates) {
        return new Rendezvous(hash, candidates);
    }

    /** The hash, for those who are to find the same owners. */
    public SipHash hash() {
        return hash;
    }

    /** The hashes of the names, in the order of the candidates. */
    public long[] names() {
        return names.clone();
    }

    public int[] weights() {
        return weights.clone();
    }

    @Override
    public double[] scores(String key) {
        long hashed = hash.of(octets(key));
        var scores = new double[names.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = weights[i] == 0 ? NEVER : score(((mix(hashed ^ names[i]) >>> 11) + 0.5) * UNIT, weights[i]);
        }
        return scores;
    }

    /** Among members of one weight the drawn number alone decides: the logarithm would not change the order. */
    private double score(double drawn, int weight) {
        // StrictMath: machines that disagreed about the last bit would disagree about the owner
        return alike ? drawn : -weight / StrictMath.log(drawn);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long bits) {
        long z = bits;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
