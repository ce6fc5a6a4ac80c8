// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The nonces of our Digest challenges, and which counts of them were used. Thread-safe; outlives a reload.
 *
 * <p>A nonce is its time, eight random bytes and a MAC of both, so a challenge that nobody answers costs no memory. Only a nonce that was
 * answered with the right password gets an entry, which remembers the last {@link Long#SIZE} counts: parallel connections may overtake
 * each other by so much. When the table is full its oldest nonce goes, and with it every nonce of that age that is not in the table: what is
 * forgotten is stale, never replayable.
 */
public final class Nonces {
    private static final int MAC_BYTES = 16;
    private static final int HEAD_BYTES = Long.BYTES + Long.BYTES;

    private final SecretKeySpec key;
    private final RandomGenerator random;
    private final Duration lifetime;
    private final int entriesMax;
    private final Map<String, Counts> used = new LinkedHashMap<>();
    private long forgottenMillis = Long.MIN_VALUE;

    /** The counts that were seen: the highest, and a bit for each of those just below it. */
    private static final class Counts {
        final long bornMillis;
        long highest;
        long seen;

        Counts(long bornMillis) {
            this.bornMillis = bornMillis;
        }

        boolean take(long count) {
            if (count > highest) {
                long step = count - highest;
                seen = step >= Long.SIZE ? 1 : seen << step | 1;
                highest = count;
                return true;
            }
            long bit = highest - count >= Long.SIZE ? 0 : 1L << highest - count;
            boolean fresh = bit != 0 && (seen & bit) == 0;
            seen |= bit;
            return fresh;
        }
    }

    /**
     * @param lifetime how long a nonce is good for
     * @param entriesMax nonces in use that are remembered
     * @param random a {@link java.security.SecureRandom} but in tests
     */
    public Nonces(Duration lifetime, int entriesMax, RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        this.random = random;
        this.lifetime = lifetime;
        this.entriesMax = entriesMax;
    }

    /** A nonce nobody had before. */
    public String fresh(Instant now) {
        var head = ByteBuffer.allocate(HEAD_BYTES).putLong(now.toEpochMilli()).putLong(random.nextLong()).array();
        var all = Arrays.copyOf(head, HEAD_BYTES + MAC_BYTES);
        System.arraycopy(mac(head), 0, all, HEAD_BYTES, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Whether it is one of ours and not too old; its count is not looked at. */
    public boolean isFresh(String nonce, Instant now) {
        byte[] all;
        try {
            all = decode(nonce);
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
        if (all.length != HEAD_BYTES + MAC_BYTES) return false;
        var mac = mac(Arrays.copyOf(all, HEAD_BYTES));
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(all, HEAD_BYTES, all.length))) return false;
        long age = now.toEpochMilli() - ByteBuffer.wrap(all).getLong();
        return age >= 0 && age <= lifetime.toMillis();
    }

    /**
     * Uses up one count of a nonce that {@link #isFresh}, after the response proved the password.
     *
     * @return false if it was used before, or nobody remembers
     */
    public synchronized boolean use(String nonce, long count) {
        var counts = used.get(nonce);
        if (counts == null) {
            long born = ByteBuffer.wrap(decode(nonce)).getLong();
            if (born <= forgottenMillis) return false;
            counts = new Counts(born);
            used.put(nonce, counts);
            if (used.size() > entriesMax) forgetOldest();
        }
        return counts.take(count);
    }

    private void forgetOldest() {
        var oldest = used.entrySet().iterator();
        forgottenMillis = Math.max(forgottenMillis, oldest.next().getValue().bornMillis);
        oldest.remove();
    }

    /** Nonces that are remembered. */
    public synchronized int size() {
        return used.size();
    }

    private static byte[] decode(String nonce) {
        return Base64.getUrlDecoder().decode(nonce.getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] mac(byte[] head) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(head), MAC_BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
