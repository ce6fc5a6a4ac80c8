// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.settings.SettingsReader;
import dev.catena.store.MemoryStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The question each request asks, and what a miss adds to it. The clock stands still. */
public class CacheBenchmark extends HotPath {
    private static final int BODY_BYTES = 10 << 10;
    /** Too many for the store, so that each one pushes others out. */
    private static final int URLS = 4096;
    private static final int STORE_BYTES = 16 << 20;

    private final MemoryStore store = new MemoryStore(STORE_BYTES);
    private final Cache cache = new Cache(SettingsReader.initial(CacheSettings.class), store,
        Clock.fixed(Instant.parse("2026-11-22T09:12:14Z"), ZoneOffset.UTC));
    private final RequestHead plain = Messages.get("http://origin.example/plain", "Accept: */*\n");
    private final RequestHead varied = Messages.get("http://origin.example/varied", "Accept: */*\nAccept-Encoding: gzip, deflate\n");
    private final ResponseHead response = Messages.response(Messages.wire("""
        HTTP/1.1 200 OK
        Date: Sun, 22 Nov 2026 09:12:13 GMT
        Content-Type: text/css
        Content-Length: 10240
        Cache-Control: max-age=3600
        ETag: "673a1c40-2800"

        """));
    private final ResponseHead variedResponse = Messages.response(Messages.RESPONSE);
    private final RequestHead[] others = IntStream.range(0, URLS)
        .mapToObj(i -> Messages.get("http://origin.example/other/" + i, "Accept: */*\n")).toArray(RequestHead[]::new);
    private final ByteBuf body = Unpooled.directBuffer(BODY_BYTES).writeZero(BODY_BYTES);
    private int next;

    @Setup
    public void fillCache() {
        fetch(plain, response);
        fetch(varied, variedResponse);
    }

    @Benchmark
    public Object hit() {
        return hit(plain);
    }

    @Benchmark
    public Object hitWithVary() {
        return hit(varied);
    }

    /** Ask, settle, and make room for the body where it is worth it; some are hits, as the store keeps a part of them. */
    @Benchmark
    public Object missMostly() {
        return fetch(others[next++ % URLS], response);
    }

    private Object hit(RequestHead request) {
        if (!(cache.ask(Inquiry.of(request), Patience.FIRST) instanceof CacheAnswer.Usable usable)) throw new IllegalStateException("not a hit");
        usable.stored().release();
        return usable;
    }

    private Object fetch(RequestHead request, ResponseHead received) {
        return switch (cache.ask(Inquiry.of(request), Patience.ALONE)) {
            case CacheAnswer.Usable usable -> {
                usable.stored().release();
                yield usable;
            }
            case CacheAnswer.Fetchable(var fetch) -> {
                var answer = cache.settle(Inquiry.of(request), fetch, received);
                if (answer instanceof Answer.PassAndStore(var writer, _)) {
                    writer.write(body);
                    writer.commit();
                }
                yield answer;
            }
            case CacheAnswer.Renewing _, CacheAnswer.Popular _, CacheAnswer.Loading _, CacheAnswer.Arriving _, CacheAnswer.Joined _, CacheAnswer.OnlyIfCached _ ->
                throw new IllegalStateException("nobody else asks");
        };
    }

    @TearDown
    public void end() {
        store.clear();
        body.release();
    }
}
