// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Target information: numbered values in their order, each number once (MS-NLMP 2.2.2.1). Unknown ones are kept, as a client has to
 * repeat them. Immutable.
 */
final class AvPairs {
    /** More of them are refused; eleven are defined. */
    static final int PAIRS_MAX = 32;

    static final int NETBIOS_COMPUTER = 1;
    static final int NETBIOS_DOMAIN = 2;
    static final int DNS_COMPUTER = 3;
    static final int DNS_DOMAIN = 4;
    static final int FLAGS = 6;
    static final int TIMESTAMP = 7;
    static final int TARGET_NAME = 9;
    static final int CHANNEL_BINDINGS = 10;

    /** In {@link #FLAGS}: the message has a MIC. */
    static final int FLAG_MIC = 0x2;

    static final AvPairs NONE = new AvPairs(Map.of());

    private static final int END = 0;
    private static final Map<Integer, Integer> FIXED_LENGTHS = Map.of(FLAGS, 4, TIMESTAMP, FileTime.BYTES, CHANNEL_BINDINGS, 16);

    private final Map<Integer, byte[]> values;

    private AvPairs(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /** Reads pairs up to the one that ends them; behind it there may only be zeros, for padding. */
    static AvPairs parse(byte[] bytes) throws MalformedNtlm {
        var values = new LinkedHashMap<Integer, byte[]>();
        var rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() >= 4) {
            int id = Short.toUnsignedInt(rest.getShort());
            int length = Short.toUnsignedInt(rest.getShort());
            if (id == END) {
                checkEnd(length, rest);
                return new AvPairs(values);
            }
            if (length > rest.remaining() || length != FIXED_LENGTHS.getOrDefault(id, length)) {
                throw new MalformedNtlm("its target information %d has the wrong length".formatted(id));
            }
            var value = new byte[length];
            rest.get(value);
            if (values.put(id, value) != null || values.size() > PAIRS_MAX) {
                throw new MalformedNtlm("its target information says too much");
            }
        }
        throw new MalformedNtlm("its target information does not end");
    }

    private static void checkEnd(int length, ByteBuffer rest) throws MalformedNtlm {
        while (rest.hasRemaining()) {
            length |= rest.get();
        }
        if (length != 0) {
            throw new MalformedNtlm("its target information goes on behind its end");
        }
    }

    /** A copy with a value set, in the place of the former one or at the end. */
    AvPairs with(int id, byte[] value) {
        var changed = new LinkedHashMap<>(values);
        changed.put(id, value.clone());
        return new AvPairs(changed);
    }

    AvPairs with(int id, String text) {
        return with(id, NtlmText.unicode(text));
    }

    AvPairs withFlag(int flag) {
        return with(FLAGS, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(flags() | flag).array());
    }

    boolean has(int id) {
        return values.containsKey(id);
    }

    /** The value, or nothing. */
    byte[] value(int id) {
        return values.getOrDefault(id, new byte[0]).clone();
    }

    /** The value as text, always in UTF-16; empty if it is not there. */
    String text(int id) throws MalformedNtlm {
        return NtlmText.decode(value(id), Flags.UNICODE);
    }

    int flags() {
        return has(FLAGS) ? ByteBuffer.wrap(value(FLAGS)).order(ByteOrder.LITTLE_ENDIAN).getInt() : 0;
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        values.forEach((id, value) -> {
            bytes.writeBytes(head(id, value.length));
            bytes.writeBytes(value);
        });
        bytes.writeBytes(head(END, 0));
        return bytes.toByteArray();
    }

    private static byte[] head(int id, int length) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putShort((short) id).putShort((short) length).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AvPairs pairs && Arrays.equals(bytes(), pairs.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return "AvPairs" + values.keySet();
    }
}
