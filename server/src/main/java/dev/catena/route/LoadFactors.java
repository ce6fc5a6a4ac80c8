// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The multipliers that make a member's chance of the highest score its share (draft-vinod-carp-v1-03 §3.3). With the members from
 * the smallest share to the largest, p the shares and K their number:
 * <pre>
 * X(k) = ((K-k+1) * (p(k) - p(k-1)) / (X(1) * … * X(k-1)) + X(k-1)^(K-k+1)) ^ (1/(K-k+1))
 * </pre>
 */
final class LoadFactors {
    private LoadFactors() {}

    /** As the draft has them, in single precision. Members of weight 0 are not counted, and have 0. */
    static double[] draft(List<Candidate> candidates) {
        return multipliers(candidates, share -> share, number -> (float) number);
    }

    /**
     * As Squid has them: in double precision, and a share below a thousandth is none. The division by zero after such a share is
     * Squid's as well: it makes the next member's factor infinite, so that it gets everything.
     */
    static double[] squid(List<Candidate> candidates) {
        return multipliers(candidates, share -> Math.floor(share * 1000) == 0 ? 0 : share, number -> number);
    }

    /** The shares that became these multipliers: the formula above, solved for p. A multiplier of 0 had none. */
    static double[] shares(double[] factors) {
        var order = IntStream.range(0, factors.length).boxed().filter(place -> factors[place] > 0)
            .sorted((one, other) -> Double.compare(factors[one], factors[other])).mapToInt(Integer::intValue).toArray();
        var shares = new double[factors.length];
        double product = 1;
        double share = 0;
        double lastFactor = 0;
        for (int k = 0; k < order.length; k++) {
            int left = order.length - k;
            double factor = factors[order[k]];
            share += (StrictMath.pow(factor, left) - StrictMath.pow(lastFactor, left)) * product / left;
            shares[order[k]] = share;
            product *= factor;
            lastFactor = factor;
        }
        return shares;
    }

    /** The places of the members that have a share, from the smallest to the largest, equals in their own order. */
    static int[] ascending(List<Candidate> candidates) {
        return IntStream.range(0, candidates.size()).boxed()
            .filter(place -> candidates.get(place).weight() > 0)
            .sorted((one, other) -> Integer.compare(candidates.get(one).weight(), candidates.get(other).weight()))
            .mapToInt(Integer::intValue).toArray();
    }

    private static double[] multipliers(List<Candidate> candidates, DoubleUnaryOperator share, DoubleUnaryOperator round) {
        double total = candidates.stream().mapToLong(Candidate::weight).sum();
        var factors = new double[candidates.size()];
        var order = ascending(candidates);
        double product = 1;
        double lastShare = 0;
        double lastFactor = 0;
        for (int k = 0; k < order.length; k++) {
            int left = order.length - k;
            double p = share.applyAsDouble(round.applyAsDouble(candidates.get(order[k]).weight() / total));
            double base = round.applyAsDouble(left * (p - lastShare) / product);
            double sum = round.applyAsDouble(base + round.applyAsDouble(StrictMath.pow(lastFactor, left)));
            double factor = round.applyAsDouble(StrictMath.pow(sum, 1.0 / left));
            factors[order[k]] = factor;
            product = round.applyAsDouble(product * factor);
            lastShare = p;
            lastFactor = factor;
        }
        return factors;
    }
}
