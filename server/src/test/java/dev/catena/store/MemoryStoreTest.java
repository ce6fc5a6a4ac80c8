// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.StoreWriter.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final int KIB = 1 << 10;
    private static final Terms TERMS = new Terms(0, 0, 60, -1, -1, Set.of());

    private MemoryStore store = new MemoryStore(256 * KIB);
    private final List<Ending> outcomes = new ArrayList<>();

    @AfterEach
    void nothing_is_left() {
        store.clear();
        assertThat(store.bytes()).isZero();
        assertThat(store.objects()).isZero();
        assertThat(store.openWriters()).isZero();
    }

    private static StoredHead head(Variant variant) {
        return StoredHead.of(200, "OK", Headers.of("ETag", "\"1\""), variant, TERMS);
    }

    private StoreWriter open(String key, long length) {
        return store.open(store.miss(key), head(Variant.ANY), length, 128 * KIB, outcomes::add).orElseThrow();
    }

    private boolean put(String key, String body) {
        return put(key, body, Variant.ANY);
    }

    private boolean put(String key, String body, Variant variant) {
        var writer = store.open(store.miss(key), head(variant), body.length(), 128 * KIB, outcomes::add);
        if (writer.isEmpty()) return false;
        write(writer.get(), body);
        return writer.get().commit();
    }

    private static void write(StoreWriter writer, String text) {
        var chunk = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        writer.write(chunk);
        assertThat(chunk.readableBytes()).isEqualTo(text.length());
        chunk.release();
    }

    private static String body(StoredResponse stored) {
        return text(taken(stored));
    }

    private static ByteBuf taken(StoredResponse stored) {
        return taken(stored, 0, stored.bodyLength());
    }

    private static ByteBuf taken(StoredResponse stored, long from, long toExclusive) {
        return Objects.requireNonNull(stored.body().takeNow(from, toExclusive));
    }

    private static String text(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.ISO_8859_1);
        } finally {
            buffer.release();
        }
    }

    @Test
    void a_visit_sees_every_entry_until_it_has_enough() {
        put("a", "1");
        put("b", "22");
        var seen = new ArrayList<String>();
        store.visit(entry -> seen.add(entry.key() + entry.bodyLength()));
        assertThat(seen).containsExactlyInAnyOrder("a1", "b2");
        seen.clear();
        store.visit(entry -> seen.add(entry.key()) && false);
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_purge_of_many_takes_what_is_meant_and_what_is_on_its_way_in() {
        put("a/1", "x", variant("gzip"));
        put("a/1", "x", variant("br"));
        put("a/2", "x");
        put("b", "x");
        var late = open("a/3", 1);
        var read = store.find("a/2").getFirst();
        assertThat(read.tryRetain()).isTrue();

        assertThat(store.purge(entry -> entry.key().startsWith("a/"))).isEqualTo(3);

        write(late, "x");
        assertThat(late.commit()).isFalse();
        assertThat(store.objects()).isEqualTo(1);
        assertThat(body(read)).isEqualTo("x");
        read.release();
        assertThat(store.find("b")).hasSize(1);
        assertThat(put("a/3", "x")).isTrue();
    }

    private static Variant variant(String coding) {
        return new Variant(List.of(FieldName.ACCEPT_ENCODING), List.of("=" + coding));
    }

    @Test
    void what_is_written_is_found() {
        assertThat(put("k", "hello")).isTrue();
        var stored = store.find("k").getFirst();
        assertThat(stored.bodyLength()).isEqualTo(5);
        assertThat(body(stored)).isEqualTo("hello");
        assertThat(text(taken(stored, 1, 3))).isEqualTo("el");
        assertThat(new String(stored.head().wireFields(), StandardCharsets.ISO_8859_1)).isEqualTo("ETag: \"1\"\r\n");
        assertThat(store.objects()).isEqualTo(1);
        assertThat(outcomes).containsExactly(Ending.STORED);
    }

    @Test
    void a_body_of_unknown_length_is_kept_in_pieces_and_costs_what_it_is() {
        var writer = open("k", -1);
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            write(writer, "line " + i + "\n");
            text.append("line ").append(i).append('\n');
        }
        assertThat(writer.commit()).isTrue();
        var stored = store.find("k").getFirst();
        assertThat(body(stored)).isEqualTo(text.toString());
        assertThat(text(taken(stored, 4000, 9000))).isEqualTo(text.substring(4000, 9000));
        assertThat(store.bytes() - text.length()).isBetween(0L, 2L * KIB);
    }

    @Test
    void a_body_from_elsewhere_costs_no_more_than_its_head() {
        var body = new MemoryBody(List.of(), 0);
        var adopted = store.fromBelow().adopt(store.miss("k"), head(Variant.ANY), body).orElseThrow();
        assertThat(store.find("k")).containsExactly(adopted);
        adopted.release();
        assertThat(store.bytes()).isBetween(1L, 2L * KIB);
    }

    @Test
    void a_body_from_elsewhere_is_not_kept_after_a_purge() {
        var place = store.miss("k");
        store.purge("k");
        assertThat(store.fromBelow().adopt(place, head(Variant.ANY), new MemoryBody(List.of(), 0))).isEmpty();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void an_empty_body_is_a_body() {
        assertThat(put("k", "")).isTrue();
        assertThat(body(store.find("k").getFirst())).isEmpty();
    }

    @Test
    void a_cut_body_is_not_kept() {
        var writer = open("k", 10);
        write(writer, "half");
        writer.abandon();
        assertThat(store.find("k")).isEmpty();
        var shorter = open("k", 10);
        write(shorter, "half");
        assertThat(shorter.commit()).isFalse();
        assertThat(outcomes).containsExactly(Ending.CUT, Ending.CUT);
        assertThat(store.bytes()).isZero();
    }

    @Test
    void a_body_longer_than_allowed_or_announced_is_given_up_at_once() {
        var writer = open("k", -1);
        write(writer, "x".repeat(100 * KIB));
        write(writer, "x".repeat(100 * KIB));
        assertThat(writer.hasGivenUp()).isTrue();
        assertThat(store.bytes()).isZero();
        assertThat(writer.commit()).isFalse();
        var announced = open("k", 3);
        write(announced, "four");
        assertThat(announced.commit()).isFalse();
        assertThat(store.open(store.miss("k"), head(Variant.ANY), 129 * KIB, 128 * KIB, outcomes::add)).isEmpty();
    }

    @Test
    void what_is_evicted_stays_readable_until_its_last_reader_is_done_and_counts_until_then() {
        put("k", "hello");
        var stored = store.find("k").getFirst();
        assertThat(stored.tryRetain()).isTrue();
        var slice = taken(stored);
        store.purge("k");
        assertThat(store.find("k")).isEmpty();
        stored.release();
        assertThat(stored.tryRetain()).isFalse();
        assertThat(store.bytes()).isEqualTo(5);
        assertThat(text(slice)).isEqualTo("hello");
        assertThat(store.bytes()).isZero();
    }

    @Test
    void variants_stand_side_by_side_and_an_equal_one_is_replaced() {
        var names = List.of(FieldName.ACCEPT_ENCODING);
        put("k", "gzip", new Variant(names, List.of("=gzip")));
        put("k", "plain", new Variant(names, List.of("")));
        put("k", "gzip again", new Variant(names, List.of("=gzip")));
        assertThat(store.find("k")).extracting(MemoryStoreTest::body).containsExactly("gzip again", "plain");
        assertThat(store.objects()).isEqualTo(2);
        for (int i = 0; i < 100; i++) put("k", "v", new Variant(names, List.of("=" + i)));
        assertThat(store.find("k")).hasSize(MemoryStore.VARIANTS_MAX);
        assertThat(store.purge("k")).isEqualTo(MemoryStore.VARIANTS_MAX);
    }

    @Test
    void what_was_asked_for_before_a_purge_is_not_stored_after_it() {
        var writer = open("k", 2);
        store.purge("k");
        write(writer, "ok");
        assertThat(writer.commit()).isFalse();
        assertThat(store.find("k")).isEmpty();
        assertThat(outcomes).containsExactly(Ending.PASSED);
    }

    @Test
    void a_new_head_keeps_the_body() {
        put("k", "hello");
        var old = store.find("k").getFirst();
        assertThat(old.tryRetain()).isTrue();
        var other = StoredHead.of(200, "OK", Headers.of("ETag", "\"2\""), Variant.ANY, TERMS);
        var renewed = store.renew(old, other);
        old.release();
        assertThat(store.find("k")).containsExactly(renewed);
        assertThat(renewed.head().fields().first(FieldName.ETAG)).hasValue("\"2\"");
        assertThat(body(renewed)).isEqualTo("hello");
        renewed.release();
        assertThat(store.objects()).isEqualTo(1);
    }

    @Test
    void what_is_gone_is_renewed_for_its_reader_alone() {
        put("k", "hello");
        var old = store.find("k").getFirst();
        assertThat(old.tryRetain()).isTrue();
        store.purge("k");
        var renewed = store.renew(old, head(Variant.ANY));
        old.release();
        assertThat(store.find("k")).isEmpty();
        assertThat(body(renewed)).isEqualTo("hello");
        renewed.release();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void a_full_store_takes_what_is_asked_for_again_and_not_what_is_asked_for_once() {
        for (int i = 0; i < 100; i++) put("k" + i, "x".repeat(10 * KIB));
        long stored = store.objects();
        assertThat(stored).isBetween(20L, 25L);
        assertThat(store.bytes()).isLessThanOrEqualTo(256 * KIB);
        assertThat(store.find("k99")).isEmpty();
        assertThat(store.rejected()).isEqualTo(100 - stored);
        assertThat(put("k99", "x".repeat(10 * KIB))).isTrue();
        assertThat(store.evictions()).isEqualTo(1);
    }

    @Test
    void what_is_being_read_is_not_chosen_to_make_room() {
        put("read", "x".repeat(100 * KIB));
        var slice = taken(store.find("read").getFirst());
        for (int round = 0; round < 3; round++) for (int i = 0; i < 50; i++) put("k" + i, "x".repeat(10 * KIB));
        assertThat(store.find("read")).hasSize(1);
        assertThat(store.bytes()).isLessThanOrEqualTo(256 * KIB);
        slice.release();
    }

    @Test
    void shrinking_evicts_down_to_the_new_bound() {
        for (int i = 0; i < 20; i++) put("k" + i, "x".repeat(10 * KIB));
        store.resize(50 * KIB);
        assertThat(store.bytes()).isLessThanOrEqualTo(50 * KIB);
        assertThat(store.objects()).isEqualTo(4);
        store.resize(0);
        assertThat(store.bytes()).isZero();
        assertThat(put("k", "")).isFalse();
    }

    @Test
    void a_writer_that_outlives_a_shrinking_is_not_kept() {
        var writer = open("k", 100 * KIB);
        store.resize(50 * KIB);
        write(writer, "x".repeat(100 * KIB));
        assertThat(writer.commit()).isFalse();
        assertThat(store.bytes()).isZero();
    }
}
