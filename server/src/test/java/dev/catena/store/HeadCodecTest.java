// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadCodecTest {
    private static final Variant GERMAN = new Variant(
        List.of(FieldName.ACCEPT_LANGUAGE, FieldName.of("X-Shade")), List.of("=de,", ""));
    private static final StoredHead HEAD = StoredHead.of(203, "Nearly That",
        Headers.of("Date", "Sun, 06 Nov 1994 08:49:37 GMT", "X-Odd", "caf\u00e9: \"a\", b", "x-odd", "", "ETag", "W/\"1\""), GERMAN,
        new Terms(784_111_777_123L, 7, 3600, 60, 30, Set.of(Terms.Clause.values())));

    @Test
    void a_head_comes_back_as_it_was() {
        var bytes = HeadCodec.toBytes(HEAD);
        var read = HeadCodec.fromBytes(ByteBuffer.wrap(bytes)).orElseThrow();
        assertThat(read).usingRecursiveComparison().ignoringFields("wireFields").isEqualTo(HEAD);
        assertThat(read.wireFields()).isEqualTo(HEAD.wireFields());
        assertThat(read.terms()).isEqualTo(HEAD.terms());
        assertThat(read.variant()).isEqualTo(HEAD.variant());
    }

    @Test
    void every_component_of_the_terms_is_kept() {
        for (var terms : List.of(new Terms(1, 2, 3, -1, 7, Set.of(Terms.Clause.NEVER_STALE)), new Terms(-1, 0, Long.MAX_VALUE, 0, -1, Set.of(Terms.Clause.IMMUTABLE)))) {
            var head = StoredHead.of(200, "", Headers.EMPTY, Variant.ANY, terms);
            var read = HeadCodec.fromBytes(ByteBuffer.wrap(HeadCodec.toBytes(head))).orElseThrow();
            assertThat(read.terms()).isEqualTo(terms);
            assertThat(read.variant()).isSameAs(Variant.ANY);
        }
    }

    @Test
    void the_field_that_the_terms_were_read_from_is_kept() {
        for (var variant : List.of(GERMAN.readBy("CDN-Cache-Control"), Variant.ANY.readBy("CDN-Cache-Control"))) {
            var head = StoredHead.of(200, "", Headers.EMPTY, variant, HEAD.terms());
            assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(HeadCodec.toBytes(head))).orElseThrow().variant()).isEqualTo(variant);
        }
    }

    @Test
    void another_version_is_not_read() {
        var bytes = HeadCodec.toBytes(HEAD);
        bytes[0]++;
        assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(bytes))).isEmpty();
    }

    @Test
    void what_was_cut_or_has_more_is_not_read() {
        var bytes = HeadCodec.toBytes(HEAD);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(bytes, 0, length))).isEmpty();
        }
        var longer = Arrays.copyOf(bytes, bytes.length + 3);
        assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(longer))).as("zeros behind it only fill room").isPresent();
        longer[bytes.length + 1] = 1;
        assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(longer))).isEmpty();
    }

    @Test
    void damage_is_survived() {
        var bytes = HeadCodec.toBytes(HEAD);
        for (int i = 0; i < bytes.length; i++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                var damaged = bytes.clone();
                damaged[i] = (byte) value;
                assertThat(HeadCodec.fromBytes(ByteBuffer.wrap(damaged))).isNotNull();
            }
        }
    }
}
