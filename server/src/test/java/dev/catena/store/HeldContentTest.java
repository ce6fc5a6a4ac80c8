// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeldContentTest {
    private final MemoryStore store = new MemoryStore(256 << 10);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void it_is_what_was_added_and_has_its_digest_however_it_was_cut() {
        var content = store.hold(64 << 10);
        var text = "0123456789".repeat(1000);
        for (int i = 0; i < 1000; i++) assertThat(content.add(bytes(text.substring(i * 10, i * 10 + 10)))).isTrue();
        var whole = store.hold(64 << 10);
        assertThat(whole.add(bytes(text))).isTrue();
        assertThat(content.digest()).isEqualTo(whole.digest()).hasSize(64);
        var read = content.bytes();
        assertThat(read.toString(StandardCharsets.US_ASCII)).isEqualTo(text);
        read.release();
        whole.release();
        content.release();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void nothing_has_a_digest_too() {
        var content = store.hold(10);
        assertThat(content.digest()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(content.bytes().isReadable()).isFalse();
        content.release();
    }

    @Test
    void more_than_it_may_hold_is_not_taken_and_what_was_stays() {
        var content = store.hold(10);
        assertThat(content.add(bytes("12345678"))).isTrue();
        assertThat(content.add(bytes("abc"))).isFalse();
        assertThat(content.length()).isEqualTo(8);
        assertThat(content.add(bytes("90"))).isTrue();
        content.release();
        content.release();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void its_memory_counts_and_where_there_is_none_nothing_is_taken() {
        var full = store.hold(128 << 10);
        assertThat(full.add(bytes("x".repeat(100 << 10)))).isTrue();
        assertThat(store.passingBytes()).isGreaterThanOrEqualTo(100 << 10);
        var other = store.hold(64 << 10);
        assertThat(other.add(bytes("x".repeat(64 << 10)))).as("half of the memory is for what passes").isFalse();
        var shared = full.shared();
        full.release();
        assertThat(store.bytes()).isPositive();
        shared.release();
        assertThat(store.bytes()).isZero();
        assertThat(other.add(bytes("x".repeat(64 << 10)))).isTrue();
        other.release();
    }
}
