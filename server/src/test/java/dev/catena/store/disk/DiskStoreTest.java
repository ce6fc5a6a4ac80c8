// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.ByteSize;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.Marks;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredHead;
import dev.catena.store.Terms;
import dev.catena.store.Variant;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    @TempDir
    Path dir;

    @TempDir
    Path copies;

    private final List<DiskStore> open = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private FaultyDisk disk = new FaultyDisk(1);

    @AfterEach
    void close() {
        disk.with(0);
        open.forEach(DiskStore::close);
    }

    private DiskStore open(long bytes, Path... paths) {
        var settings = new DiskSettings(Arrays.stream(paths).map(Path::toString).toList(), new ByteSize(bytes), new ByteSize(1L << 40), new ByteSize(64 * MIB));
        var store = DiskStore.open(settings, new Volume.Waiting(64 * MIB, 64 * MIB), _ -> false, new DiskCounts(), disk, nanos::get);
        open.add(store);
        return store;
    }

    private DiskStore open(long bytes) {
        return open(bytes, dir);
    }

    private void close(DiskStore store) {
        store.close();
        open.remove(store);
    }

    /** What another process would find had this one been killed now. */
    private DiskStore afterKill(long bytes) throws IOException {
        var copy = Files.createTempDirectory(copies, "copy");
        copyTree(dir, copy);
        return open(bytes, copy);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
    }

    private static Variant variant(String value) {
        return value.isEmpty() ? Variant.ANY : new Variant(List.of(FieldName.ACCEPT_LANGUAGE), List.of(value));
    }

    private static StoredHead head(String etag, Variant variant) {
        return StoredHead.of(200, "OK", Headers.of("ETag", etag), variant, new Terms(1, 2, 3, -1, -1, Set.of()));
    }

    /** Bytes that tell of their key, so that no other's can pass for them. */
    private static byte[] body(String key, int length) {
        var body = new byte[length];
        new Random(key.hashCode()).nextBytes(body);
        return body;
    }

    private static boolean put(DiskStore store, String key, String etag, int length) {
        return put(store, key, etag, length, Variant.ANY);
    }

    private static boolean put(DiskStore store, String key, String etag, int length, Variant variant) {
        return store.store(key, head(etag, variant), Unpooled.wrappedBuffer(body(key + etag, length)), store.nextSequence());
    }

    /** Tags of what is found, each with its whole body checked. */
    private static List<String> find(DiskStore store, String key) {
        var found = new ArrayList<String>();
        store.find(key, new DiskFinder.Taker() {
            @Override
            public boolean take(StoredHead head, ByteBuffer body) {
                var bytes = new byte[body.remaining()];
                body.get(bytes);
                note(head, bytes);
                return true;
            }

            @Override
            public DiskBody.Holder take(StoredHead head, DiskBody body) {
                try {
                    note(head, bytes(body));
                } finally {
                    body.release();
                }
                return DiskBody.Holder.NOBODY;
            }

            private void note(StoredHead head, byte[] bytes) {
                var etag = head.fields().first(FieldName.ETAG).orElseThrow();
                assertThat(Arrays.equals(bytes, body(key + etag, bytes.length))).as("bytes of " + key + " " + etag).isTrue();
                found.add(etag);
            }
        }).toCompletableFuture().join();
        found.sort(null);
        return found;
    }

    private static byte[] bytes(DiskBody body) {
        var all = ByteBuffer.allocate((int) body.length());
        var window = ByteBuffer.allocate(DiskBody.WINDOW);
        for (long at = 0; at < body.length(); at += DiskBody.WINDOW) {
            assertThat(body.verify(at, window)).as("window at %d", at).isTrue();
            all.put(window);
        }
        return all.array();
    }

    private static long filesOf(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(".seg"))
                .mapToLong(file -> Segment.onDisk(file.toFile().length())).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_stored_is_found_with_its_head_whatever_its_size() {
        var store = open(256 * MIB);
        int[] sizes = {0, 1, 100, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 255 * KIB, 300 * KIB, 3 * MIB, 9 * MIB + 7};
        for (int size : sizes) assertThat(put(store, "k" + size, "\"1\"", size)).isTrue();
        store.flush().join();
        for (int size : sizes) assertThat(find(store, "k" + size)).as("%d bytes", size).containsExactly("\"1\"");
        assertThat(find(store, "other")).isEmpty();
        assertThat(store.objects()).isEqualTo(sizes.length);
    }

    @Test
    void it_is_found_after_a_proper_end_and_after_a_kill() throws IOException {
        var store = open(256 * MIB);
        for (int i = 0; i < 3000; i++) put(store, "k" + i, "\"1\"", i);
        put(store, "large", "\"1\"", 9 * MIB);
        store.flush().join();
        var killed = afterKill(256 * MIB);
        assertThat(killed.objects()).isEqualTo(3001);
        for (int i = 0; i < 3000; i += 7) assertThat(find(killed, "k" + i)).containsExactly("\"1\"");
        assertThat(find(killed, "large")).containsExactly("\"1\"");

        close(store);
        var next = open(256 * MIB);
        assertThat(next.objects()).isEqualTo(3001);
        for (int i = 0; i < 3000; i += 7) assertThat(find(next, "k" + i)).containsExactly("\"1\"");
        put(next, "k1", "\"2\"", 50);
        next.flush().join();
        assertThat(find(next, "k1")).containsExactly("\"2\"");
    }

    @Test
    void variants_stand_side_by_side_and_the_latest_of_each_counts() throws IOException {
        var store = open(256 * MIB);
        put(store, "k", "\"de\"", 10, variant("=de,"));
        put(store, "k", "\"en\"", 10, variant("=en,"));
        put(store, "k", "\"de2\"", 10, variant("=de,"));
        store.flush().join();
        assertThat(find(store, "k")).containsExactly("\"de2\"", "\"en\"");
        assertThat(find(afterKill(256 * MIB), "k")).containsExactly("\"de2\"", "\"en\"");
        assertThat(store.mayHave("k", List.of())).isTrue();
        assertThat(store.mayHave("other", List.of())).isFalse();
        assertThat(store.has("k", variant("=de,"))).isTrue();
        assertThat(store.has("k", variant("=fr,"))).isFalse();
        store.forget("k", variant("=de,"));
        assertThat(find(store, "k")).containsExactly("\"en\"");
        store.flush().join();
        assertThat(find(afterKill(256 * MIB), "k")).containsExactly("\"en\"");
    }

    @Test
    void another_head_for_the_same_body_is_kept_through_kills_and_evictions() throws IOException {
        var store = open(32 * MIB);
        store.store("k", head("\"1\"", Variant.ANY), Unpooled.wrappedBuffer(body("k\"2\"", 300 * KIB)), store.nextSequence());
        assertThat(store.renew("other", head("\"2\"", Variant.ANY), store.nextSequence())).isFalse();
        store.flush().join();
        assertThat(store.renew("k", head("\"2\"", Variant.ANY), store.nextSequence())).isTrue();
        store.flush().join();
        assertThat(find(store, "k")).containsExactly("\"2\"");
        assertThat(find(afterKill(32 * MIB), "k")).containsExactly("\"2\"");
        for (int i = 0; i < 3000; i++) {
            put(store, "passing" + i, "\"1\"", 30 * KIB);
            if (i % 50 == 0) {
                store.flush().join();
                assertThat(find(store, "k")).as("at %d", i).containsExactly("\"2\"");
            }
        }
        close(store);
        var next = open(32 * MIB);
        assertThat(find(next, "k")).containsExactly("\"2\"");
        for (int i = 0; i < 4000; i++) put(next, "more" + i, "\"1\"", 20 * KIB);
        next.flush().join();
        for (int i = 0; i < 3000; i++) put(next, "still more" + i, "\"1\"", 20 * KIB);
        next.flush().join();
        assertThat(find(next, "k")).as("unused").isEmpty();
    }

    @Test
    void an_administrator_sees_what_there_is_and_takes_out_of_it() throws IOException {
        var store = open(64 * MIB);
        for (int i = 0; i < 50; i++) put(store, "http://a.test/" + i, "\"1\"", i * 10_000);
        put(store, "http://b.test/", "\"1\"", 10, variant("=de,"));
        var seen = new TreeMap<String, Long>();
        store.visit(entry -> seen.put(entry.key(), entry.bodyLength()) == null);
        assertThat(seen).hasSize(51).containsEntry("http://a.test/49", 490_000L).containsEntry("http://b.test/", 10L);
        seen.clear();
        store.visit(entry -> seen.put(entry.key(), entry.bodyLength()) == null && seen.size() < 7);
        assertThat(seen).hasSize(7);
        assertThat(store.purge(entry -> entry.key().startsWith("http://a.test/1"))).isEqualTo(11);
        assertThat(find(store, "http://a.test/12")).isEmpty();
        assertThat(find(store, "http://a.test/22")).containsExactly("\"1\"");
        store.flush().join();
        assertThat(afterKill(64 * MIB).objects()).isEqualTo(40);
        assertThat(store.purge(_ -> true)).isEqualTo(40);
        assertThat(store.objects()).isZero();
        assertThat(filesOf(dir)).isZero();
    }

    @Test
    void what_was_purged_does_not_come_back() throws IOException {
        var store = open(256 * MIB);
        put(store, "k", "\"1\"", 10);
        put(store, "kept", "\"1\"", 10);
        store.flush().join();
        assertThat(store.purge("k", store.nextSequence())).isEqualTo(1);
        assertThat(find(store, "k")).isEmpty();
        put(store, "on its way", "\"1\"", 10);
        store.purge("on its way", store.nextSequence());
        store.flush().join();
        for (var one : List.of(store, afterKill(256 * MIB))) {
            assertThat(find(one, "k")).isEmpty();
            assertThat(find(one, "on its way")).isEmpty();
            assertThat(find(one, "kept")).containsExactly("\"1\"");
        }
        put(store, "k", "\"2\"", 10);
        store.flush().join();
        assertThat(find(store, "k")).containsExactly("\"2\"");
        assertThat(find(afterKill(256 * MIB), "k")).containsExactly("\"2\"");

        store.clear().toCompletableFuture().join();
        assertThat(store.objects()).isZero();
        assertThat(find(store, "kept")).isEmpty();
        assertThat(afterKill(256 * MIB).objects()).isZero();
    }

    @Test
    void the_bound_holds_at_every_moment_and_what_was_used_stays() {
        long bound = 32 * MIB;
        var store = open(bound);
        for (int i = 0; i < 20; i++) put(store, "used" + i, "\"1\"", 20 * KIB);
        store.flush().join();
        for (int i = 0; i < 4000; i++) {
            put(store, "passing" + i, "\"1\"", 30 * KIB);
            if (i % 50 == 0) {
                store.flush().join();
                assertThat(filesOf(dir)).isLessThanOrEqualTo(bound);
                assertThat(store.volumes().getFirst().status().bytes()).isLessThanOrEqualTo(bound).isGreaterThanOrEqualTo(filesOf(dir));
                for (int k = 0; k < 20; k++) assertThat(find(store, "used" + k)).as("used%d at %d", k, i).containsExactly("\"1\"");
            }
        }
        store.flush().join();
        assertThat(find(store, "passing0")).isEmpty();
        assertThat(find(store, "passing3999")).containsExactly("\"1\"");
        assertThat(filesOf(dir)).isGreaterThan(bound * 8 / 10);
        close(store);
        var smaller = open(16 * MIB);
        assertThat(filesOf(dir)).isLessThanOrEqualTo(16 * MIB);
        assertThat(find(smaller, "passing3999")).containsExactly("\"1\"");
    }

    @Test
    void a_body_larger_than_a_segment_has_one_of_its_own_and_stays_while_it_is_used() {
        var store = open(64 * MIB);
        put(store, "large", "\"1\"", 6 * MIB);
        for (int i = 0; i < 3000; i++) {
            put(store, "passing" + i, "\"1\"", 30 * KIB);
            if (i % 100 == 0) {
                store.flush().join();
                assertThat(find(store, "large")).containsExactly("\"1\"");
                assertThat(filesOf(dir)).isLessThanOrEqualTo(64 * MIB);
            }
        }
    }

    @Test
    void a_response_that_is_written_while_it_passes_is_found_once_it_is_whole() throws IOException {
        var store = open(64 * MIB);
        var body = body("k\"1\"", 12 * MIB + 77);
        assertThat(spool(store, "k", body, body.length, -1)).isTrue();
        assertThat(spool(store, "cut", body, 5 * MIB, -1)).isTrue();
        store.flush().join();
        assertThat(find(store, "k")).containsExactly("\"1\"");
        var unfinished = store.spool(place("unfinished"), head("\"1\"", Variant.ANY), -1, 64 * MIB, _ -> true, _ -> { });
        Objects.requireNonNull(unfinished).write(Unpooled.wrappedBuffer(body, 0, MIB));
        store.flush().join();
        var killed = afterKill(64 * MIB);
        assertThat(find(killed, "k")).containsExactly("\"1\"");
        assertThat(killed.objects()).isEqualTo(2);
        unfinished.abandon();
        unfinished.endReading();
        assertThat(spool(store, "short", body, MIB, 2 * MIB)).as("shorter than announced").isFalse();
        assertThat(spool(store, "too large", body, body.length, -1, 10 * MIB)).isFalse();
        store.flush().join();
        assertThat(filesOf(dir)).isLessThanOrEqualTo(64 * MIB);
        assertThat(store.objects()).isEqualTo(2);
        for (int i = 0; i < 6; i++) spool(store, "more" + i, body, body.length, -1);
        store.flush().join();
        assertThat(filesOf(dir)).isLessThanOrEqualTo(64 * MIB);
        assertThat(store.has("more5", Variant.ANY)).isTrue();
    }

    private static MemoryStore.Place place(String key) {
        return new MemoryStore(1 << 20).place(key);
    }

    private static boolean spool(DiskStore store, String key, byte[] body, int length, long announced) {
        return spool(store, key, body, length, announced, 64 * MIB);
    }

    private static boolean spool(DiskStore store, String key, byte[] body, int length, long announced, long bodyMax) {
        var spool = store.spool(place(key), head("\"1\"", Variant.ANY), announced, bodyMax, _ -> true, _ -> { });
        if (spool == null) return false;
        for (int from = 0; from < length; from += 100_000) {
            spool.write(Unpooled.wrappedBuffer(body, from, Math.min(100_000, length - from)));
            store.flush().join();
        }
        spool.endReading();
        return spool.commit();
    }

    @Test
    void a_damaged_bit_anywhere_costs_a_response_and_never_a_wrong_byte() throws IOException {
        var store = open(64 * MIB);
        for (int i = 0; i < 100; i++) put(store, "k" + i, "\"1\"", 500 + i);
        put(store, "large", "\"1\"", 700 * KIB);
        close(store);
        var segment = segments(dir).getFirst();
        var random = new Random(3);
        for (int round = 0; round < 60; round++) {
            var copy = Files.createTempDirectory(copies, "copy");
            copyTree(dir, copy);
            flipBit(copy.resolve("segments").resolve(segment.getFileName()), random);
            var damaged = open(64 * MIB, copy);
            int found = 0;
            for (int i = 0; i < 100; i++) found += find(damaged, "k" + i).size();
            assertThat(found).as("round %d", round).isGreaterThanOrEqualTo(headerHit(damaged) ? 0 : 99);
            close(damaged);
        }
    }

    /** Whether the damage was to the segment's own header, so that nothing of it can be trusted. */
    private static boolean headerHit(DiskStore store) {
        return store.objects() == 0;
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("segments"))) {
            return files.sorted().toList();
        }
    }

    private static void flipBit(Path file, Random random) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = random.nextLong(bytes.length());
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1 << random.nextInt(8));
        }
    }

    @Test
    void a_segment_cut_anywhere_keeps_what_is_whole_before_the_cut() throws IOException {
        var store = open(64 * MIB);
        for (int i = 0; i < 100; i++) put(store, "k" + i, "\"1\"", 300);
        store.flush().join();
        long length = Files.size(segments(dir).getFirst());
        var random = new Random(4);
        var counts = new TreeMap<Long, Long>();
        for (int round = 0; round < 30; round++) {
            long cut = random.nextLong(length);
            var copy = Files.createTempDirectory(copies, "copy");
            copyTree(dir, copy);
            try (var file = new RandomAccessFile(segments(copy).getFirst().toFile(), "rw")) {
                file.setLength(cut);
            }
            var torn = open(64 * MIB, copy);
            for (int i = 0; i < torn.objects(); i++) assertThat(find(torn, "k" + i)).containsExactly("\"1\"");
            counts.put(cut, torn.objects());
            close(torn);
        }
        assertThat(List.copyOf(counts.values())).as("the later the cut, the more is left").isSorted();
        assertThat(counts.lastEntry().getValue()).isGreaterThan(50);
    }

    @Test
    void a_body_cannot_pass_for_a_record() throws IOException {
        var store = open(64 * MIB);
        put(store, "http://bank.test/", "\"real\"", 100);
        close(store);
        var record = Files.readAllBytes(segments(dir).getFirst());
        var purged = open(64 * MIB);
        purged.purge("http://bank.test/", purged.nextSequence());
        close(purged);
        var evil = open(64 * MIB);
        var body = new byte[64 * KIB];
        for (int at = 0; at + record.length < body.length; at += 1024) System.arraycopy(record, 0, body, at, Math.min(1024, record.length));
        evil.store("http://evil.test/", head("\"evil\"", Variant.ANY), Unpooled.wrappedBuffer(body), evil.nextSequence());
        evil.flush().join();
        var copy = Files.createTempDirectory(copies, "copy");
        copyTree(dir, copy);
        var last = segments(copy).getLast();
        try (var file = new RandomAccessFile(last.toFile(), "rw")) {
            for (long at = Segment.HEADER; at < Segment.HEADER + 400; at += 16) {
                file.seek(at);
                file.write(0x55);
            }
        }
        assertThat(find(open(64 * MIB, copy), "http://bank.test/")).isEmpty();
    }

    @Test
    void several_folders_share_and_one_of_them_may_go() throws IOException {
        var a = dir.resolve("a");
        var b = dir.resolve("b");
        var store = open(256 * MIB, a, b);
        for (int i = 0; i < 1000; i++) put(store, "k" + i, "\"1\"", 1000);
        store.flush().join();
        assertThat(filesOf(a)).isGreaterThan(300_000);
        assertThat(filesOf(b)).isGreaterThan(300_000);
        close(store);
        var half = open(256 * MIB, a);
        assertThat(half.objects()).isBetween(350L, 650L);
        for (int i = 0; i < 1000; i++) put(half, "k" + i, "\"2\"", 1000);
        half.flush().join();
        close(half);
        Files.createDirectories(dir.resolve("c"));
        Files.writeString(dir.resolve("c/segments"), "in the way");
        var three = open(256 * MIB, a, dir.resolve("c"));
        assertThat(three.objects()).isEqualTo(1000);
        for (int i = 0; i < 1000; i += 11) assertThat(find(three, "k" + i)).containsExactly("\"2\"");
    }

    @Test
    void a_folder_in_use_is_left_alone_and_one_of_another_version_is_set_aside() throws IOException {
        var store = open(64 * MIB);
        put(store, "k", "\"1\"", 10);
        store.flush().join();
        var second = open(64 * MIB);
        assertThat(second.volumes()).isEmpty();
        assertThat(put(second, "k", "\"2\"", 10)).isFalse();
        assertThat(find(second, "k")).isEmpty();
        close(second);
        close(store);

        Files.writeString(dir.resolve(Folder.MARK), "catena disk cache, format 99\n");
        var other = open(64 * MIB);
        assertThat(other.objects()).isZero();
        assertThat(segments(dir)).isEmpty();
        assertThat(dir.resolve("set-aside-1")).isNotEmptyDirectory();
        put(other, "k", "\"3\"", 10);
        other.flush().join();
        assertThat(find(other, "k")).containsExactly("\"3\"");
    }

    @Test
    void a_disk_that_fails_is_left_alone_for_a_while_and_then_used_again() {
        var store = open(64 * MIB);
        var volume = store.volumes().getFirst();
        put(store, "before", "\"1\"", 1000);
        store.flush().join();
        disk.with(1, FaultyDisk.Fault.WRITE_ERROR);
        put(store, "lost", "\"1\"", 1000);
        store.flush().join();
        assertThat(volume.status().standing()).isEqualTo(FolderStatus.Standing.AILING);
        assertThat(volume.status().trouble()).contains("Input/output error");
        assertThat(put(store, "refused", "\"1\"", 1000)).isFalse();
        assertThat(find(store, "before")).as("what is there is still read").containsExactly("\"1\"");
        disk.with(0);
        nanos.addAndGet(10_000_000_000L);
        put(store, "after", "\"1\"", 1000);
        store.flush().join();
        assertThat(volume.status().standing()).isEqualTo(FolderStatus.Standing.WELL);
        assertThat(find(store, "after")).containsExactly("\"1\"");
        assertThat(find(store, "lost")).isEmpty();
    }

    @Test
    void a_full_file_system_makes_the_cache_smaller_and_not_useless() {
        var store = open(64 * MIB);
        for (int i = 0; i < 300; i++) put(store, "k" + i, "\"1\"", 30 * KIB);
        store.flush().join();
        disk.with(1, FaultyDisk.Fault.FULL);
        put(store, "too much", "\"1\"", 1000);
        store.flush().join();
        disk.with(0);
        assertThat(store.volumes().getFirst().status().standing()).isIn(FolderStatus.Standing.FULL, FolderStatus.Standing.AILING);
        nanos.addAndGet(10_000_000_000L);
        put(store, "next", "\"1\"", 1000);
        store.flush().join();
        assertThat(find(store, "next")).containsExactly("\"1\"");
        assertThat(find(store, "k299")).containsExactly("\"1\"");
        assertThat(find(store, "k0")).as("made room").isEmpty();
    }

    @Test
    void what_cannot_be_marked_as_dead_goes_with_its_files() throws IOException {
        var store = open(64 * MIB);
        put(store, "k", "\"1\"", 1000);
        store.flush().join();
        disk.with(1, FaultyDisk.Fault.WRITE_ERROR);
        store.purge("k", store.nextSequence());
        store.flush().join();
        disk.with(0);
        assertThat(find(store, "k")).isEmpty();
        assertThat(find(afterKill(64 * MIB), "k")).isEmpty();
    }

    @Test
    void short_writes_and_flipped_bits_never_give_wrong_bytes() throws IOException {
        disk = new FaultyDisk(5).with(0.2, FaultyDisk.Fault.SHORT_WRITE, FaultyDisk.Fault.BIT_FLIP);
        var store = open(32 * MIB);
        for (int i = 0; i < 2000; i++) {
            put(store, "k" + i % 700, "\"" + i + "\"", i * 37 % (100 * KIB));
            if (i % 10 == 0) store.flush().join();
            find(store, "k" + i * 7 % 700);
        }
        store.flush().join();
        disk.with(0);
        var killed = afterKill(32 * MIB);
        for (int i = 0; i < 700; i++) find(killed, "k" + i);
        assertThat(killed.objects()).isGreaterThan(100);
    }

    @Test
    void what_is_confirmed_is_on_disk() throws IOException {
        var store = open(16 * MIB);
        assertThat(store.marks(Marks.NONE, 5000).floor()).as("a new folder has nothing to know of").isZero();
        put(store, "k", "\"1\"", 100);
        store.mark(7, 1);
        store.flush().join();
        store.purge("k", store.nextSequence());
        store.mark(7, 2000);
        assertThat(store.sync().toCompletableFuture().join()).isTrue();
        var killed = afterKill(16 * MIB);
        assertThat(find(killed, "k")).isEmpty();
        var marks = killed.marks(Marks.NONE, 5000);
        assertThat(marks.get(7)).isEqualTo(2000);
        assertThat(marks.floor()).isZero();
    }

    @Test
    void a_folder_that_lost_its_marks_doubts_all_that_came_before() throws IOException {
        var store = open(16 * MIB);
        store.marks(Marks.NONE, 5000);
        put(store, "k", "\"1\"", 100);
        close(store);
        Files.delete(dir.resolve(MarkFile.NAME));
        var again = open(16 * MIB);
        assertThat(again.marks(Marks.NONE, 7000).floor()).isEqualTo(7000);
        again.flush().join();
        close(again);
        assertThat(open(16 * MIB).marks(Marks.NONE, 9000).floor()).as("and does not forget that").isEqualTo(7000);
    }

    @Test
    void a_disk_that_takes_nothing_confirms_nothing() throws IOException {
        var store = open(16 * MIB);
        store.marks(Marks.NONE, 5000);
        put(store, "k", "\"1\"", 100);
        store.flush().join();
        disk.with(1, FaultyDisk.Fault.READ_ONLY);
        store.purge("k", store.nextSequence());
        assertThat(store.sync().toCompletableFuture().join()).isFalse();
        disk.with(0);
    }
}
