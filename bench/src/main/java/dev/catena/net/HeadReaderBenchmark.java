// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/** A head that is whole in the read buffer: the copy out of direct memory, and the scan. */
public class HeadReaderBenchmark extends HotPath {
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final HeadReader reader = new HeadReader(new LoopContext(loop, new AtomicInteger()), HeadLimits.INITIAL);
    private final ByteBuf in = Unpooled.directBuffer().writeBytes(Messages.BROWSER);

    @Benchmark
    public RequestHead browserRequest() {
        in.readerIndex(0);
        return Messages.whole(reader.read(in, HeadScanner::request));
    }

    @TearDown
    public void end() {
        in.release();
        loop.shutdownGracefully();
    }
}
