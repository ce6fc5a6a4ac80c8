// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.bench.HotPath;
import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.settings.SettingsReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A body of 1 MiB in chunks of 4 KiB, all of it in the read buffer: {@code ChunkScanner} and a slice for each chunk. */
public class BodyDecoderBenchmark extends HotPath {
    private static final int BODY_BYTES = 1 << 20;
    private static final int CHUNK_BYTES = 4 << 10;

    private final LimitSettings limits = SettingsReader.initial(LimitSettings.class);
    private final Counting sink = new Counting();
    private final ByteBuf in = Unpooled.directBuffer(BODY_BYTES * 2);

    @Setup
    public void fillBuffer() {
        for (int i = 0; i < BODY_BYTES / CHUNK_BYTES; i++) {
            ascii(Integer.toHexString(CHUNK_BYTES) + "\r\n");
            in.writeZero(CHUNK_BYTES);
            ascii("\r\n");
        }
        ascii("0\r\n\r\n");
    }

    private void ascii(String text) {
        in.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    @Benchmark
    public long chunkedBody() {
        in.readerIndex(0);
        sink.bytes = 0;
        var decoder = new BodyDecoder(BodyLength.CHUNKED, limits);
        decoder.decode(in, sink).ifPresent(fault -> {
            throw new IllegalStateException(fault.toString());
        });
        if (!decoder.isEnded() || sink.bytes != BODY_BYTES) throw new IllegalStateException("%d bytes came out".formatted(sink.bytes));
        return sink.bytes;
    }

    @TearDown
    public void end() {
        in.release();
    }

    private static final class Counting implements BodySink {
        private long bytes;

        @Override
        public void takeData(ByteBuf chunk) {
            bytes += chunk.readableBytes();
            chunk.release();
        }

        @Override
        public void end(Headers trailers) {}

        @Override
        public void cut(Refusal why) {
            throw new IllegalStateException(why.cause());
        }

        @Override
        public void flush() {}
    }
}
