// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.base.ByteSize;
import dev.catena.http.Headers;
import dev.catena.store.Loaded;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredHead;
import dev.catena.store.Terms;
import dev.catena.store.Variant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Fills a disk cache with a million responses and a few large ones, starts again, and says what that cost. {@code MillionObjects FOLDER OBJECTS LARGEST_MIB}. */
final class MillionObjects {
    private static final int SAMPLES = 20_000;
    private static final int CHUNK = 256 << 10;
    private static final StoredHead HEAD = StoredHead.of(200, "OK",
        Headers.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT", "Server", "nginx", "Content-Type", "text/html; charset=utf-8", "ETag", "\"5f2a-61c\"",
            "Last-Modified", "Sat, 05 Nov 1994 08:49:37 GMT", "Cache-Control", "public, max-age=86400"),
        Variant.ANY, new Terms(System.currentTimeMillis(), 0, 86_400, -1, -1, Set.of()));

    private final Path folder;
    private final int objects;
    private final long largestBytes;
    private final ByteBuf content = Unpooled.directBuffer(1 << 20).writeBytes(noise(1 << 20));

    private MillionObjects(Path folder, int objects, long largestBytes) {
        this.folder = folder;
        this.objects = objects;
        this.largestBytes = largestBytes;
    }

    public static void main(String[] arguments) throws Exception {
        new MillionObjects(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]) << 20).run();
        System.exit(0);
    }

    private void run() throws Exception {
        System.out.println("| what | |");
        System.out.println("|---|---:|");
        long before = heap();
        try (var tier = tier()) {
            long began = System.nanoTime();
            for (int i = 0; i < objects; i++) store(tier, i);
            tier.disk().flush().join();
            row("responses written, 100 B to 16 KiB", "%,d in %.1f s".formatted(tier.objects(), seconds(began)));
            for (long bytes = 1 << 20; bytes <= largestBytes; bytes *= 8) spool(tier, bytes);
            tier.disk().flush().join();
            row("bytes on disk", "%.2f GiB".formatted(filesOf() / (double) (1 << 30)));
            row("index, bytes an object", "%.1f".formatted((double) tier.disk().index().bytes() / tier.objects()));
            row("heap for all of it, bytes an object", "%.1f".formatted((double) (heap() - before) / tier.objects()));
        }
        long began = System.nanoTime();
        try (var tier = tier()) {
            row("start, files in the page cache", "%,d ms".formatted(Math.round(seconds(began) * 1000)));
            row("responses found by it", "%,d".formatted(tier.objects()));
            var random = new SplittableRandom(2);
            int found = 0;
            for (int i = 0; i < SAMPLES; i++) if (load(tier, random.nextInt(objects))) found++;
            row("hit ratio after the restart", "%.3f %%".formatted(100.0 * found / SAMPLES));
            latency("hit on disk, page cache warm", i -> load(tier, random.nextInt(objects)));
            for (long bytes = 1 << 20; bytes <= largestBytes; bytes *= 8) verify(tier, bytes);
        }
        if (dropCaches()) {
            began = System.nanoTime();
            try (var tier = tier()) {
                row("start, page cache empty", "%,d ms".formatted(Math.round(seconds(began) * 1000)));
                var random = new SplittableRandom(3);
                latency("hit on disk, page cache cold", i -> load(tier, random.nextInt(objects)));
            }
        }
    }

    private DiskTier tier() {
        var settings = new DiskSettings(List.of(folder.toString()), ByteSize.ofMiB(18 << 10), ByteSize.ofMiB(8 << 10), ByteSize.ofMiB(64));
        // so little memory that nothing found on disk is found there again
        return DiskTier.open(settings, new MemoryStore(64 << 20), new DiskCounts());
    }

    private static String key(int i) {
        return "http://www.example-%d.test/path/to/some/page/%d.html".formatted(i % 1000, i);
    }

    private static int size(int i) {
        return (int) (100 * Math.pow(163.84, new SplittableRandom(i).nextDouble()));
    }

    private void store(DiskTier tier, int i) {
        var disk = tier.disk();
        while (!disk.store(key(i), HEAD, content.retainedSlice(i % 1000, size(i)), disk.nextSequence())) disk.flush().join();
    }

    private void spool(DiskTier tier, long bytes) {
        var place = new MemoryStore(0).place("large" + bytes);
        var spool = tier.disk().spool(place, HEAD, bytes, Long.MAX_VALUE, _ -> true, _ -> { });
        if (spool == null) throw new IllegalStateException("no room for " + bytes);
        long began = System.nanoTime();
        for (long left = bytes; left > 0; left -= CHUNK) {
            spool.write(content.slice(0, (int) Math.min(CHUNK, left)));
            if (left / CHUNK % 64 == 0) tier.disk().flush().join();
        }
        spool.endReading();
        if (!spool.commit()) throw new IllegalStateException("gave up " + bytes);
        tier.disk().flush().join();
        row("%,d MiB written while it passes".formatted(bytes >> 20), "%.2f s".formatted(seconds(began)));
    }

    private static boolean load(DiskTier tier, int i) {
        var loaded = tier.load(key(i), Loaded.NOT_YET.byAnother()).toCompletableFuture().join();
        boolean found = loaded.responses(0).size() == 1 && loaded.responses(0).getFirst().bodyLength() == size(i);
        loaded.release();
        return found;
    }

    private static void verify(DiskTier tier, long bytes) {
        var loaded = tier.load("large" + bytes, Loaded.NOT_YET.byAnother()).toCompletableFuture().join();
        var body = (DiskBody) loaded.responses(0).getFirst().body();
        var window = ByteBuffer.allocateDirect(DiskBody.WINDOW);
        long began = System.nanoTime();
        for (long at = 0; at < bytes; at += DiskBody.WINDOW) if (!body.verify(at, window)) throw new IllegalStateException("damaged at " + at);
        row("%,d MiB read and verified".formatted(bytes >> 20), "%.2f s".formatted(seconds(began)));
        loaded.release();
    }

    private static void latency(String what, IntFunction<Boolean> ask) {
        long[] nanos = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long began = System.nanoTime();
            ask.apply(i);
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        row(what + ", p50 / p99", "%,d / %,d µs".formatted(nanos[SAMPLES / 2] / 1000, nanos[SAMPLES * 99 / 100] / 1000));
    }

    private static boolean dropCaches() throws InterruptedException {
        try {
            new ProcessBuilder("sync").start().waitFor();
            Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "1\n");
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private long filesOf() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new SplittableRandom(1).nextBytes(noise);
        return noise;
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void row(String what, String value) {
        System.out.println(String.format(Locale.ROOT, "| %s | %s |", what, value));
    }
}
