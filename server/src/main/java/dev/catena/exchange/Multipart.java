// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Selection;
import dev.catena.http.FieldName;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.net.OneBuffer;
import dev.catena.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Several parts of a stored body as one: {@code multipart/byteranges} (RFC 9110 §14.6). */
record Multipart(StoredResponse stored, Selection.Parts selection) {
    /** For the field {@code Content-Type} of the answer. */
    String contentType() {
        return "multipart/byteranges; boundary=" + selection.boundary();
    }

    long length() {
        long length = tail().length;
        for (var part : selection.parts()) length += head(part).length + part.toExclusive() - part.from();
        return length;
    }

    private byte[] head(Selection.Part part) {
        var head = new StringBuilder("\r\n--").append(selection.boundary()).append("\r\n");
        stored.head().fields().first(FieldName.CONTENT_TYPE).ifPresent(type -> head.append("Content-Type: ").append(type).append("\r\n"));
        head.append("Content-Range: bytes ").append(part.from()).append('-').append(part.toExclusive() - 1).append('/').append(stored.bodyLength());
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] tail() {
        return ("\r\n--" + selection.boundary() + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All of it, if the body is in memory; the caller owns it. */
    @Nullable ByteBuf takeNow() {
        var whole = Unpooled.compositeBuffer(selection.parts().size() * 2 + 1);
        for (var part : selection.parts()) {
            var bytes = stored.body().takeNow(part.from(), part.toExclusive());
            if (bytes == null) {
                whole.release();
                return null;
            }
            whole.addComponent(true, Unpooled.wrappedBuffer(head(part))).addComponent(true, bytes);
        }
        return whole.addComponent(true, Unpooled.wrappedBuffer(tail()));
    }

    /** All of it, part by part. */
    BodySource read(LoopContext reader) {
        var sources = new ArrayList<BodySource>();
        for (var part : selection.parts()) {
            sources.add(new OneBuffer(Unpooled.wrappedBuffer(head(part))));
            sources.add(stored.body().read(part.from(), part.toExclusive(), reader)); // each holds the body for itself
        }
        sources.add(new OneBuffer(Unpooled.wrappedBuffer(tail())));
        return new Chain(sources);
    }
}
