// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** Time as Windows counts it: 8 bytes, tenths of a microsecond since 1601, little-endian (MS-DTYP 2.3.3). */
final class FileTime {
    static final int BYTES = 8;
    private static final long SECONDS_FROM_1601_TO_1970 = 11_644_473_600L;
    private static final long TICKS_PER_SECOND = 10_000_000;

    private FileTime() {}

    static byte[] of(Instant time) {
        long ticks = (time.getEpochSecond() + SECONDS_FROM_1601_TO_1970) * TICKS_PER_SECOND + time.getNano() / 100;
        return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(ticks).array();
    }
}
