// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Prints a message: the head's fields in their order, the buffers behind it in the order of theirs. */
final class MessageWriter {
    private final ByteBuffer head;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    /** @param headBytes what the fields will fill; what they leave is zero */
    MessageWriter(int type, int headBytes) {
        head = ByteBuffer.allocate(headBytes).order(ByteOrder.LITTLE_ENDIAN).put(MessageReader.SIGNATURE).putInt(type);
    }

    MessageWriter number(int value) {
        head.putInt(value);
        return this;
    }

    MessageWriter bytes(byte[] value) {
        head.put(value);
        return this;
    }

    MessageWriter zeros(int count) {
        head.position(head.position() + count);
        return this;
    }

    MessageWriter buffer(byte[] value) {
        head.putShort((short) value.length).putShort((short) value.length).putInt(head.capacity() + payload.size());
        payload.writeBytes(value);
        return this;
    }

    byte[] message() {
        var message = Arrays.copyOf(head.array(), head.capacity() + payload.size());
        System.arraycopy(payload.toByteArray(), 0, message, head.capacity(), payload.size());
        return message;
    }
}
