// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Selection;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import dev.catena.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        var heads = new ArrayList<byte[]>();
        var sources = new ArrayList<BodySource>();
        for (var part : selection.parts()) {
            heads.add(head(part));
            sources.add(stored.body().read(part.from(), part.toExclusive(), reader)); // each holds the body for itself
        }
        return new Chain(heads, sources, tail());
    }

    /** Sources one after the other, with something before each, and after the last. */
    private static final class Chain implements BodySource {
        private enum State { BETWEEN, BEFORE_SOURCE, FLOWING, OVER }

        private final List<byte[]> heads;
        private final List<BodySource> sources;
        private final byte[] tail;
        private @Nullable BodySink sink;
        private State state = State.BETWEEN;
        private int at;
        private boolean paused;

        Chain(List<byte[]> heads, List<BodySource> sources, byte[] tail) {
            this.heads = heads;
            this.sources = sources;
            this.tail = tail;
        }

        @Override
        public void sendTo(BodySink taker) {
            sink = taker;
            goOn();
        }

        /** As far as it goes without being asked for more. */
        private void goOn() {
            var taker = sink;
            if (taker == null || paused) return;
            if (state == State.BETWEEN) begin(taker);
            if (state != State.BEFORE_SOURCE || paused) return;
            state = State.FLOWING;
            sources.get(at).sendTo(new Link(taker));
        }

        private void begin(BodySink taker) {
            if (at < sources.size()) {
                state = State.BEFORE_SOURCE;
                taker.takeData(Unpooled.wrappedBuffer(heads.get(at)));
            } else {
                state = State.OVER;
                taker.takeData(Unpooled.wrappedBuffer(tail));
                taker.end(Headers.EMPTY);
            }
        }

        @Override
        public void pause() {
            paused = true;
            if (state == State.FLOWING) sources.get(at).pause();
        }

        @Override
        public void resume() {
            paused = false;
            if (state == State.FLOWING) sources.get(at).resume();
            else goOn();
        }

        @Override
        public void abandon() {
            abandonFrom(at);
        }

        private void abandonFrom(int first) {
            if (state == State.OVER) return;
            state = State.OVER;
            for (int i = first; i < sources.size(); i++) sources.get(i).abandon();
        }

        /** One source's way to the taker of all. */
        private final class Link implements BodySink {
            private final BodySink taker;

            Link(BodySink taker) {
                this.taker = taker;
            }

            @Override
            public void takeData(ByteBuf chunk) {
                taker.takeData(chunk);
            }

            @Override
            public boolean takesFiles() {
                return taker.takesFiles();
            }

            @Override
            public void takeFile(LeasedRegion region) {
                taker.takeFile(region);
            }

            @Override
            public void end(Headers trailers) {
                if (state != State.FLOWING) return;
                state = State.BETWEEN;
                at++;
                goOn();
            }

            @Override
            public void cut(Refusal why) {
                if (state == State.OVER) return;
                abandonFrom(at + 1);
                taker.cut(why);
            }

            @Override
            public void flush() {
                taker.flush();
            }
        }
    }
}
