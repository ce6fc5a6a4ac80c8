// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.ByteSize;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import dev.catena.settings.Percent;
import dev.catena.store.MemoryStore;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads ask for the same few URLs at once. */
class CollapsingTest {
    private static final int THREADS = 4;
    private static final int URLS = 500;

    private final MemoryStore store = new MemoryStore(8 << 20);
    private final Cache cache = new Cache(
        TestSettings.cache("{memory: 8MiB, object-max: 64KiB}"),
        store, InstantSource.system());
    private final AtomicInteger fetches = new AtomicInteger();

    @Test
    void each_url_is_fetched_once_however_many_ask() throws Exception {
        askFromAllThreads(_ -> Ending.COMPLETE);
        assertThat(fetches).hasValue(URLS);
    }

    @Test
    void fetches_that_fail_leave_nobody_waiting() throws Exception {
        askFromAllThreads(random -> Ending.values()[random.nextInt(Ending.values().length)]);
        assertThat(fetches.get()).isGreaterThan(URLS);
    }

    private enum Ending { COMPLETE, CUT, FORBIDDEN, SILENT, LEFT }

    private interface Fate {
        Ending of(Random random);
    }

    private void askFromAllThreads(Fate fate) throws Exception {
        var clients = new ArrayList<Callable<Void>>();
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(i);
            clients.add(() -> {
                for (int url = 0; url < URLS; url++) askUntilAnswered(get(url), fate, random);
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var done : threads.invokeAll(clients)) done.get();
        }
        assertThat(cache.openFetches()).isZero();
        assertThat(cache.arrivals()).isZero();
        assertThat(store.openWriters()).isZero();
        store.clear();
        assertThat(store.bytes()).isZero();
    }

    private static RequestHead get(int url) {
        var target = new Target.Absolute("http", "origin.test", 80, "/" + url);
        return new RequestHead(Method.GET, target.uri(), target, Version.HTTP_1_1, Headers.EMPTY, BodyLength.NONE);
    }

    private void askUntilAnswered(RequestHead request, Fate fate, Random random) throws Exception {
        for (var patience = Patience.FIRST; ; patience = Patience.AGAIN) {
            switch (cache.ask(Inquiry.of(request), patience)) {
                case CacheAnswer.Usable(var stored, var _, var _) -> {
                    stored.release();
                    return;
                }
                case CacheAnswer.Renewing _, CacheAnswer.Popular _ -> throw new AssertionError();
                case CacheAnswer.Arriving(var settled, var _) -> settled.toCompletableFuture().get(10, TimeUnit.SECONDS);
                case CacheAnswer.Fetchable(var fetch) -> {
                    fetches.incrementAndGet();
                    Thread.yield();
                    if (fetched(request, fetch, fate.of(random))) return;
                }
                case CacheAnswer.OnlyIfCached _, CacheAnswer.Loading _, CacheAnswer.Joined _ -> throw new AssertionError();
            }
        }
    }

    /** Whether that was an answer, so that the client asks no more. */
    private boolean fetched(RequestHead request, Fetch fetch, Ending ending) {
        switch (ending) {
            case SILENT -> assertThat(cache.abandon(Inquiry.of(request), fetch)).isEmpty();
            case LEFT -> cache.cancel(fetch);
            case FORBIDDEN -> assertThat(cache.settle(Inquiry.of(request), fetch, Heads.response(200, "Cache-Control: no-store"))).isInstanceOf(Answer.Pass.class);
            case COMPLETE, CUT -> {
                var answer = cache.settle(Inquiry.of(request), fetch, Heads.response(200, "Cache-Control: max-age=600 / Content-Length: 3"));
                var writer = ((Answer.PassAndStore) answer).writer();
                writer.write(Unpooled.wrappedBuffer(new byte[3]));
                if (ending == Ending.COMPLETE) writer.commit();
                else writer.abandon();
            }
        }
        return ending == Ending.COMPLETE;
    }
}
