// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteTextTest {
    private final ByteText text = new ByteText();

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 9, 10, 99, 100, -1, -9, -10, 1_234_567_890_123L, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbers_are_written_as_a_string_would_be(long number) {
        assertThat(written(text.number(number))).isEqualTo(Long.toString(number));
    }

    @Test
    void numbers_are_filled_up_on_their_left() {
        assertThat(written(text.padded(42, 6, ' ').padded(7, 3, '0').padded(-5, 4, ' ').padded(12345, 3, '0'))).isEqualTo("    42007  -512345");
    }

    @Test
    void what_does_not_fit_makes_room() {
        var longText = "x".repeat(5000);
        assertThat(written(text.ascii("a").latin(longText).ascii(longText).octet('z').number(1))).isEqualTo("a" + longText + longText + "z1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain text", "~ and blank"})
    void plain_text_is_written_whole(String plain) {
        assertThat(text.plain(plain, 0)).isEqualTo(plain.length());
        assertThat(written(text)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab\"", "ab\\", "ab\n", "ab\u001f", "ab\u007f", "ab\u00e4", "ab\u20ac", "ab\ud83d\ude00"})
    void plain_text_ends_before_what_needs_an_escape_or_more_than_a_byte(String mixed) {
        assertThat(text.plain(mixed, 0)).isEqualTo(2);
        assertThat(written(text)).isEqualTo("ab");
    }

    private static String written(ByteText text) {
        return new String(text.toBytes(), StandardCharsets.UTF_8);
    }
}
