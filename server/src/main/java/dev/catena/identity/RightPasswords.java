// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pairs of account and password that were right a moment ago, so that not each request with Basic costs an Argon2 hash. Thread-safe;
 * outlives a reload.
 *
 * <p>An entry is a MAC, under a key of this process, of account, password and the account's stored hash: it holds no password, and a
 * changed account has no entry.
 */
final class RightPasswords {
    private RememberSettings settings;
    private final InstantSource clock;
    private final SecretKeySpec key;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    private record Known(Principal principal, Instant until) {}

    RightPasswords(RememberSettings settings, InstantSource clock, RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        this.settings = settings;
        this.clock = clock;
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Other limits from now on; what is remembered keeps its time. */
    synchronized void use(RememberSettings settings) {
        this.settings = settings;
    }

    /** The entry's name for a pair; {@code against} is what the password was checked against. */
    String entry(String account, String password, String against) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (var part : new String[] {account, password, against}) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
                mac.update((byte) ':');
                mac.update(bytes);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Who is behind an entry, if it was right a moment ago. */
    synchronized Optional<Principal> known(String entry) {
        var found = known.get(entry);
        if (found == null) return Optional.empty();
        if (found.until.isAfter(clock.instant())) return Optional.of(found.principal);
        known.remove(entry);
        return Optional.empty();
    }

    synchronized void remember(String entry, Principal principal) {
        known.put(entry, new Known(principal, clock.instant().plus(settings.time())));
        while (known.size() > settings.entriesMax()) known.remove(known.keySet().iterator().next());
    }

    synchronized int size() {
        return known.size();
    }
}
