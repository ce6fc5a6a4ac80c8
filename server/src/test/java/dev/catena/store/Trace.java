// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests for replacement policies, drawn from a seed: object numbers, and the size of each object. */
final class Trace {
    private final Random random;
    private final List<Integer> requests = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();

    Trace(long seed) {
        random = new Random(seed);
    }

    /** {@code count} requests over {@code objects} new objects, the k-th most popular with a share of 1/k^0.9. */
    Trace zipf(int objects, int count, int sizeMin, int sizeMax) {
        int first = addObjects(objects, sizeMin, sizeMax);
        requestPopular(first, objects, count);
        return this;
    }

    /** As {@link #zipf}, with sizes spread evenly between the two. */
    Trace zipfOfEvenSizes(int objects, int count, int sizeMin, int sizeMax) {
        int first = sizes.size();
        for (int i = 0; i < objects; i++) sizes.add(sizeMin + random.nextInt(sizeMax - sizeMin + 1));
        requestPopular(first, objects, count);
        return this;
    }

    /** Log-normal sizes within bounds: most small, few that weigh as much as all the others. */
    Trace zipfOfLogNormalSizes(int objects, int count, int median, double sigma, int sizeMin, int sizeMax) {
        int first = addLogNormal(objects, median, sigma, sizeMin, sizeMax);
        requestPopular(first, objects, count);
        return this;
    }

    private int addLogNormal(int objects, int median, double sigma, int sizeMin, int sizeMax) {
        int first = sizes.size();
        for (int i = 0; i < objects; i++) sizes.add((int) Math.clamp(median * Math.exp(sigma * random.nextGaussian()), sizeMin, sizeMax));
        return first;
    }

    /** The same, where after each {@code every} requests another object becomes the most popular and all others one place less so. */
    Trace drifting(int objects, int count, int every, int median, double sigma, int sizeMin, int sizeMax) {
        int first = addLogNormal(objects + count / every, median, sigma, sizeMin, sizeMax);
        for (int shift = 0; shift < count / every; shift++) requestPopular(first + count / every - shift, objects, every);
        return this;
    }

    /** The same objects as before, drawn by the same popularity. */
    Trace again(int objects, int count) {
        requestPopular(0, objects, count);
        return this;
    }

    /** Each of {@code count} new objects once. */
    Trace scan(int count, int sizeMin, int sizeMax) {
        int first = addObjects(count, sizeMin, sizeMax);
        for (int i = 0; i < count; i++) requests.add(first + i);
        return this;
    }

    /** Popular requests, with one for a new object never asked for again after each {@code every}. */
    Trace zipfWithOneHitWonders(int objects, int count, int every, int sizeMin, int sizeMax) {
        int first = addObjects(objects, sizeMin, sizeMax);
        for (int done = 0; done < count; done += every) {
            requestPopular(first, objects, every);
            scan(1, sizeMin, sizeMax);
        }
        return this;
    }

    private int addObjects(int count, int sizeMin, int sizeMax) {
        int first = sizes.size();
        double spread = Math.log((double) sizeMax / sizeMin);
        for (int i = 0; i < count; i++) sizes.add((int) (sizeMin * Math.exp(random.nextDouble() * spread)));
        return first;
    }

    private double[] cumulated = {};

    private void requestPopular(int first, int objects, int count) {
        if (cumulated.length != objects) {
            cumulated = new double[objects];
            double sum = 0;
            for (int k = 0; k < objects; k++) cumulated[k] = sum += 1 / Math.pow(k + 1, 0.9);
        }
        for (int i = 0; i < count; i++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[objects - 1]);
            requests.add(first + Math.min(objects - 1, found < 0 ? -found - 1 : found));
        }
    }

    int length() {
        return requests.size();
    }

    int object(int at) {
        return requests.get(at);
    }

    int size(int object) {
        return sizes.get(object);
    }

    /** Bytes of all objects. */
    long bytes() {
        long sum = 0;
        for (int size : sizes) sum += size;
        return sum;
    }
}
