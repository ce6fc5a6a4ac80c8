// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random values that follow from a seed. Small and extreme values are more frequent than their number, as bugs live there. */
public final class Cases {
    private static final String TCHARS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String VCHARS = TCHARS + "\"(),/:;<=>?@[\\]{}";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final long seed;
    private final Random random;

    public Cases(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    public long seed() {
        return seed;
    }

    /** Whether a coin shows heads. */
    public boolean flip() {
        return random.nextBoolean();
    }

    /** From {@code low} to {@code high}, both included; one in eight is a boundary. */
    public int integer(int low, int high) {
        return Math.toIntExact(number(low, high));
    }

    /** From {@code low} to {@code high}, both included; one in eight is a boundary. */
    public long number(long low, long high) {
        if (random.nextInt(8) == 0) {
            return random.nextBoolean() ? low : high;
        }
        if (high < Long.MAX_VALUE) {
            return random.nextLong(low, high + 1);
        }
        return low > Long.MIN_VALUE ? random.nextLong(low - 1, high) + 1 : random.nextLong();
    }

    /** Whole seconds up to {@code max}. */
    public Duration seconds(Duration max) {
        return Duration.ofSeconds(number(0, max.toSeconds()));
    }

    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> T oneOf(Collection<T> values) {
        return List.copyOf(values).get(random.nextInt(values.size()));
    }

    public <T extends Enum<T>> T oneOf(Class<T> type) {
        return oneOf(List.of(type.getEnumConstants()));
    }

    /** Between {@code min} and {@code max} values. */
    public <T> List<T> listOf(int min, int max, Supplier<T> value) {
        var list = new ArrayList<T>();
        for (int left = integer(min, max); left > 0; left--) {
            list.add(value.get());
        }
        return list;
    }

    public <T> List<T> shuffled(Collection<T> values) {
        var list = new ArrayList<>(values);
        Collections.shuffle(list, random);
        return list;
    }

    public byte[] bytes(int max) {
        var bytes = new byte[integer(0, max)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Characters out of {@code alphabet}. */
    public String text(String alphabet, int min, int max) {
        var text = new StringBuilder();
        for (int left = integer(min, max); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** An RFC 9110 token: a method, a field name, a directive. */
    public String token() {
        return text(TCHARS, 1, 20);
    }

    /** A field value of visible characters and inner spaces. */
    public String fieldValue() {
        return String.join(" ", listOf(0, 4, () -> text(VCHARS, 1, 12)));
    }

    /** A host name under {@code .test}, which no resolver knows (RFC 6761). */
    public String host() {
        return String.join(".", listOf(0, 2, () -> text(LOWER, 1, 8))).transform(name -> name.isEmpty() ? "" : name + ".")
                + text(LOWER, 1, 12) + ".test";
    }

    /** An {@code http} URL, now and then with a port and a query. */
    public String url() {
        return "http://" + host() + (flip() ? "" : ":" + integer(1, 65535))
                + "/" + String.join("/", listOf(0, 4, () -> text(LOWER + "-._~", 1, 8)))
                + (flip() ? "" : "?" + text(LOWER, 1, 6) + "=" + text(LOWER, 0, 6));
    }

    /** The text with a few characters lost, doubled, swapped or replaced: food for parsers. */
    public String mutated(String text) {
        var mutant = new StringBuilder(text);
        for (int left = integer(1, 4); left > 0 && !mutant.isEmpty(); left--) {
            int at = random.nextInt(mutant.length());
            switch (random.nextInt(4)) {
                case 0 -> mutant.deleteCharAt(at);
                case 1 -> mutant.insert(at, mutant.charAt(at));
                case 2 -> mutant.setCharAt(at, (char) random.nextInt(256));
                default -> {
                    char other = mutant.charAt(mutant.length() - 1 - at);
                    mutant.setCharAt(mutant.length() - 1 - at, mutant.charAt(at));
                    mutant.setCharAt(at, other);
                }
            }
        }
        return mutant.toString();
    }

    /** The bytes cut into pieces as a network might deliver them: in order, none empty. */
    public List<byte[]> slices(byte[] bytes) {
        var slices = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; ) {
            int length = integer(1, Math.max(1, bytes.length - at));
            slices.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return slices;
    }
}
