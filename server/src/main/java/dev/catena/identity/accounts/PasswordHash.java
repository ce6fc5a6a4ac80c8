// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as an Argon2id hash (RFC 9106) in the PHC string format:
 * {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}, salt and hash in base64 without padding.
 *
 * <p>New hashes use the least parameters OWASP recommends for Argon2id: 19 MiB of memory, two passes, one lane; about 50 ms.
 * Hashes with other parameters are verified as long as they stay below bounds that one log-in may cost.
 */
public final class PasswordHash {
    /** Longer passwords are refused, in UTF-8 bytes. */
    public static final int PASSWORD_BYTES_MAX = 1024;

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final int MEMORY_KIB_MAX = 1024 * 1024;
    private static final int PASSES_MAX = 64;
    private static final int LANES_MAX = 16;

    private static final Pattern PHC = Pattern.compile(
        "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password with a fresh salt.
     *
     * @throws IllegalArgumentException with a sentence for the person who chose it, if it is empty, too long or has control characters
     */
    public static PasswordHash of(char[] password, SecureRandom random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(MEMORY_KIB, PASSES, LANES, salt,
            argon2(password, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES));
    }

    /**
     * Reads what {@link #toPhc} prints.
     *
     * @throws IllegalArgumentException with a sentence that does not repeat the text
     */
    public static PasswordHash parse(String phc) {
        var parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an Argon2id hash in PHC string format ($argon2id$v=19$m=…,t=…,p=…$salt$hash)");
        }
        var memoryKib = bounded("m", parts.group(1), 8, MEMORY_KIB_MAX);
        var passes = bounded("t", parts.group(2), 1, PASSES_MAX);
        var lanes = bounded("p", parts.group(3), 1, LANES_MAX);
        return new PasswordHash(memoryKib, passes, lanes, decode(parts.group(4)), decode(parts.group(5)));
    }

    private static int bounded(String name, String digits, int min, int max) {
        var value = Integer.parseInt(digits);
        if (value < min || value > max) {
            throw new IllegalArgumentException("the hash's parameter %s is %d; it must be %d to %d".formatted(name, value, min, max));
        }
        return value;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the salt or the hash is not base64", notBase64);
        }
    }

    /** Whether this is the password; takes the same time for every wrong one. Blocking work of tens of milliseconds. */
    public boolean matches(char[] password) {
        try {
            return MessageDigest.isEqual(hash, argon2(password, memoryKib, passes, lanes, salt, hash.length));
        } catch (IllegalArgumentException notAPassword) {
            return false;
        }
    }

    private static byte[] argon2(char[] password, int memoryKib, int passes, int lanes, byte[] salt, int hashBytes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib).withIterations(passes).withParallelism(lanes).withSalt(salt).build());
        var bytes = toBytes(password);
        var hash = new byte[hashBytes];
        generator.generateBytes(bytes, hash);
        Arrays.fill(bytes, (byte) 0);
        return hash;
    }

    /** UTF-8 in normal form C, so that é is one password however it was typed (RFC 8265 §4.2). */
    private static byte[] toBytes(char[] password) {
        var normal = Normalizer.normalize(CharBuffer.wrap(password), Normalizer.Form.NFC);
        if (normal.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        if (normal.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the password has a control character, which clients cannot send");
        }
        var bytes = normal.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PASSWORD_BYTES_MAX) {
            throw new IllegalArgumentException("the password is longer than %d bytes".formatted(PASSWORD_BYTES_MAX));
        }
        return bytes;
    }

    /** What {@link #parse} reads. */
    public String toPhc() {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memoryKib, passes, lanes,
            base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /** Always the same four stars. */
    @Override
    public String toString() {
        return "****";
    }
}
