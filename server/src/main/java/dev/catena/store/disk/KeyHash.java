// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Hash;
import dev.catena.store.Variant;
import java.util.Locale;

/**
 * What stands for a key and for a variant in index and footers. Equal hashes are only a hint: the record itself has the key. The same in every process, so
 * anybody can make keys whose hashes are equal; {@link DiskIndex} bounds what that costs.
 */
final class KeyHash {
    private KeyHash() {}

    static long of(String key) {
        long hash = key.length();
        int whole = key.length() & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash = Hash.mix(hash ^ (long) key.charAt(i) << 48 ^ (long) key.charAt(i + 1) << 32 ^ (long) key.charAt(i + 2) << 16 ^ key.charAt(i + 3))
                + 0x9E37_79B9_7F4A_7C15L;
        }
        for (int i = whole; i < key.length(); i++) hash = Hash.mix(hash ^ key.charAt(i)) + 0x9E37_79B9_7F4A_7C15L;
        return Hash.mix(hash);
    }

    /** 0 for the only response of a key, else 1 to 65535. */
    static short of(Variant variant) {
        if (variant.isAny()) return 0;
        long hash = 1;
        for (int i = 0; i < variant.names().size(); i++) {
            hash = Hash.mix(hash ^ of(variant.names().get(i).text().toLowerCase(Locale.ROOT)));
            hash = Hash.mix(hash ^ of(variant.values().get(i)));
        }
        if (!variant.reading().isEmpty()) hash = Hash.mix(hash ^ of(variant.reading()));
        return (short) (1 + Long.remainderUnsigned(hash, 0xFFFF));
    }
}
