// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the fixed head of a message, and the buffers it points to: each inside of the message, behind the head, and none over another. */
final class MessageReader {
    /** A longer message is refused unread; with all names at their longest, one has about four kilobytes. */
    static final int MESSAGE_BYTES_MAX = 16 * 1024;

    static final byte[] SIGNATURE = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};
    private static final int TYPE_AT = 8;

    private final byte[] message;
    private final ByteBuffer fields;
    private final int headBytes;
    private final List<Range> taken = new ArrayList<>();

    private record Range(int start, int end) {
        boolean overlaps(Range other) {
            return start < other.end && other.start < end;
        }
    }

    /**
     * A message of one type.
     *
     * @param headBytes length of the head, before which no buffer begins
     */
    MessageReader(byte[] message, int type, int headBytes) throws MalformedNtlm {
        if (message.length < headBytes || message.length > MESSAGE_BYTES_MAX) {
            throw new MalformedNtlm("it has %d bytes".formatted(message.length));
        }
        this.message = message;
        this.headBytes = headBytes;
        this.fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        if (!isNtlm(message)) {
            throw new MalformedNtlm("it is not a message of NTLM");
        }
        if (fields.getInt(TYPE_AT) != type) {
            throw new MalformedNtlm("its type is %d where %d was due".formatted(fields.getInt(TYPE_AT), type));
        }
    }

    static boolean isNtlm(byte[] bytes) {
        return bytes.length >= SIGNATURE.length && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    int number(int at) {
        return fields.getInt(at);
    }

    byte[] bytes(int at, int length) {
        return Arrays.copyOfRange(message, at, at + length);
    }

    /** The buffer whose length, allocated length (not to be read, MS-NLMP 2.2.1) and offset stand at a place in the head. */
    byte[] buffer(int at) throws MalformedNtlm {
        int length = Short.toUnsignedInt(fields.getShort(at));
        if (length == 0) {
            return new byte[0];
        }
        long start = Integer.toUnsignedLong(fields.getInt(at + 4));
        if (start < headBytes || start + length > message.length) {
            throw new MalformedNtlm("its buffer %d lies outside of it".formatted(at));
        }
        var range = new Range((int) start, (int) start + length);
        if (taken.stream().anyMatch(range::overlaps)) {
            throw new MalformedNtlm("its buffer %d lies over another".formatted(at));
        }
        taken.add(range);
        return bytes(range.start, length);
    }

    /** Where the first of the buffers read so far begins; the end of the message if all are empty. */
    int payloadStart() {
        return taken.stream().mapToInt(Range::start).min().orElse(message.length);
    }
}
