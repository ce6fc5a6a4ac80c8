// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void members_stand_in_the_order_they_were_put() {
        var json = new Json().object().put("a", 1).put("b", true).put("c", List.of("x", "y")).object("d").putNull("e").endObject()
            .array("f").endArray().putMillis("g", 1_234_567).putMillis("h", -1).put("i", Long.MIN_VALUE).endObject();
        assertThat(new String(json.toBytes(), UTF_8)).isEqualTo(
            "{\"a\":1,\"b\":true,\"c\":[\"x\",\"y\"],\"d\":{\"e\":null},\"f\":[],\"g\":1.235,\"h\":null,\"i\":-9223372036854775808}");
    }

    @Test
    void what_would_end_the_string_or_the_line_is_escaped() {
        assertThat(written("\"\\\n\r\t\0\u001b[1m\u007f\u0085é€😀")).isEqualTo(
            "\"\\\"\\\\\\n\\r\\t\\u0000\\u001b[1m\\u007f\\u0085é€😀\"");
    }

    @Test
    void what_yaml_takes_for_the_end_of_a_line_or_a_byte_order_mark_is_escaped() {
        assertThat(written("\u2027\u2028\u2029\ufefe\ufeff")).isEqualTo("\"\u2027\\u2028\\u2029\ufefe\\ufeff\"");
    }

    @Test
    void a_tree_is_written_as_it_stands() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("a\"b", 1.5);
        tree.put("none", null);
        tree.put("list", List.of(true, "x", Map.of()));
        assertThat(new Json().tree(tree)).hasToString("{\"a\\\"b\":1.5,\"none\":null,\"list\":[true,\"x\",{}]}");
    }

    @Test
    void for_people_each_member_has_a_line() {
        var json = Json.indented().object().put("a", List.of("x", "y")).array("b").object().put("c", 1).endObject().object().endObject()
            .endArray().put("d", true).endObject();
        assertThat(json).hasToString("""
            {
              "a": ["x", "y"],
              "b": [{
                "c": 1
              }, {}],
              "d": true
            }""");
    }

    @Test
    void half_a_surrogate_pair_becomes_the_replacement_character() {
        assertThat(written("a\ud83db")).isEqualTo("\"a\ufffdb\"");
        assertThat(written("\ude00")).isEqualTo("\"\ufffd\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void any_text_can_be_read_back(long seed) throws CharacterCodingException {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var text = random.ints(random.nextInt(40), 0, anyRange(random)).collect(StringBuilder::new,
                (all, c) -> all.append((char) c), StringBuilder::append).toString();
            var bytes = new Json().text(text).toBytes();
            var decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            assertThat(decoded.chars().noneMatch(Character::isISOControl)).as("seed %d: %s", seed, decoded).isTrue();
            assertThat(read(decoded)).as("seed %d", seed).isEqualTo(new String(text.getBytes(StandardCharsets.UTF_16BE),
                StandardCharsets.UTF_16BE));
        }
    }

    /** Mostly bytes, mostly ASCII, or anything with many surrogates. */
    private static int anyRange(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 0x80;
            case 1 -> 0x100;
            default -> 0x10000;
        };
    }

    private static String written(String text) {
        return new String(new Json().text(text).toBytes(), UTF_8);
    }

    private static String read(String literal) {
        var text = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c != '\\') {
                assertThat(c).isNotEqualTo('"');
                text.append(c);
                continue;
            }
            char escaped = literal.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case '"', '\\' -> text.append(escaped);
                case 'u' -> {
                    text.append((char) Integer.parseInt(literal, i + 1, i + 5, 16));
                    i += 4;
                }
                default -> throw new AssertionError("no escape: " + escaped);
            }
        }
        return text.toString();
    }
}
