// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.WireText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §7.1. A break in a text is CR LF. */
class ChunkScannerTest {
    private static final HeadLimits TRAILERS = new HeadLimits(200, 5);

    private final ChunkScanner scanner = new ChunkScanner(100, TRAILERS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`3\nabc\n0\n\n`|abc", "`0\n\n`|``", "`0003\nabc\n000\n\n`|abc", "`a\n0123456789\n0\n\n`|0123456789", "`A\n0123456789\n0\n\n`|0123456789",
        "`1\na\n2\nbc\n0\n\n`|abc", "`3;x=y\nabc\n0\n\n`|abc", "`3;\nabc\n0;x\n\n`|abc", "`3;x=\"y;z\"\nabc\n0\n\n`|abc",
        "`000000000000003\nabc\n0\n\n`|abc", "`2\n\n\n0\n\n`|`\r\n`", "`3;x\\t= \\xff\nabc\n0\nT: u\n\n`|abc"})
    void a_valid_body_is_read(String body, String data) {
        assertThat(read(WireText.bytes(body))).isEqualTo(data);
        assertThat(scanner.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\n", ";x\n", "x\n", "-1\n", "+1\n", "0x3\n", " 3\n", "3 \n", "3 ;x\n", "3\\t\n", "3\\n", "3\\rx", "3\\r\\r", "3h\n", "3,\n", "3.\n",
        "0000000000000003\n", "1000000000000000\n", "ffffffffffffffff\n", "8000000000000000\n", "3\nabcd", "3\nabc\\n", "3\nabc\\rx", "3\nabc0\n", "3;x\\ny\n",
        "3;x\\0\n", "3;\\x7f\n", "3;x\\ry\n", "0\nT : u\n\n", "0\n T: u\n\n", "0\nT: u\n v\n\n", "0\nT: u\\n\n", "0\nT\n\n", "0\n\\n", "0\nT: \\0\n\n",
        "0\n\\rX\n\n", "\\x00\n"})
    void a_broken_body_is_refused(String body) {
        read(WireText.bytes(body));
        assertThat(scanner.isBroken()).isTrue();
        assertThat(scanner.fault().what()).isNotEmpty();
        assertThat(scanner.isDone()).isFalse();
    }

    @Test
    void a_size_is_made_of_hexadecimal_digits_only() {
        for (int b = 0; b < 256; b++) {
            var one = new ChunkScanner(100, TRAILERS);
            one.accept((byte) '1');
            one.accept((byte) b);
            boolean legal = Character.digit(b, 16) >= 0 && b < 128 || b == ';' || b == '\r';
            assertThat(one.isBroken()).as("octet 0x%02x", b).isEqualTo(!legal);
        }
    }

    @Test
    void an_extension_has_no_control_character_but_the_tab() {
        for (int b = 0; b < 256; b++) {
            var one = new ChunkScanner(100, TRAILERS);
            for (byte each : new byte[] {'1', ';', (byte) b}) one.accept(each);
            assertThat(one.isBroken()).as("octet 0x%02x", b).isEqualTo(!Heads.isValueByte(b) && b != '\r');
        }
    }

    @Test
    void a_trailer_has_the_grammar_of_a_field() {
        for (int b = 0; b < 256; b++) {
            var inName = new ChunkScanner(100, TRAILERS);
            read(inName, Heads.with("0\na@b: 1\n\n", b));
            assertThat(inName.isDone()).as("octet 0x%02x in a name", b).isEqualTo(Heads.isTokenByte(b) || b == ':');
            var inValue = new ChunkScanner(100, TRAILERS);
            read(inValue, Heads.with("0\na: b@c\n\n", b));
            assertThat(inValue.isDone()).as("octet 0x%02x in a value", b).isEqualTo(Heads.isValueByte(b));
        }
    }

    @Test
    void the_largest_size_has_fifteen_digits() {
        read(WireText.bytes("fffffffffffffff\n"));
        assertThat(scanner.dataLeft()).isEqualTo(0xfffffffffffffffL);
    }

    @Test
    void extensions_are_counted_over_the_whole_body() {
        read(WireText.bytes("1;%1$s\na\n1;%1$s\n".formatted("x".repeat(49))));
        assertThat(scanner.isBroken()).isFalse();
        read(WireText.bytes("b\n1;x"));
        assertThat(scanner.isBroken()).isTrue();
    }

    @Test
    void an_empty_extension_counts_too() {
        read(WireText.bytes("1;\na\n".repeat(200)));
        assertThat(scanner.isBroken()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"192, false", "193, true"})
    void trailers_have_a_limit_of_bytes(int valueBytes, boolean broken) {
        read(WireText.bytes("0\nTT: " + "v".repeat(valueBytes) + "\n\n")); // 4 + value + 4
        assertThat(scanner.isBroken()).isEqualTo(broken);
        assertThat(scanner.isDone()).isEqualTo(!broken);
    }

    @ParameterizedTest
    @CsvSource({"5, false", "6, true"})
    void trailers_have_a_limit_of_fields(int fields, boolean broken) {
        read(WireText.bytes("0\n" + "T: v\n".repeat(fields) + "\n"));
        assertThat(scanner.isBroken()).isEqualTo(broken);
    }

    @Test
    void trailers_are_read() {
        read(WireText.bytes("0\nT: u\nV:  w \n\n"));
        assertThat(scanner.trailers()).isEqualTo(Headers.of("T", "u", "V", "w"));
    }

    @Test
    void who_feeds_it_out_of_turn_is_told() {
        assertThatThrownBy(() -> scanner.took(1)).isInstanceOf(IllegalArgumentException.class);
        read(WireText.bytes("0\n\n"));
        assertThatThrownBy(() -> scanner.accept((byte) 'x')).isInstanceOf(IllegalStateException.class);
    }

    @Property(tries = 2000)
    void a_mutated_body_is_read_or_refused_and_never_more(Cases cases) {
        var one = new ChunkScanner(100, TRAILERS);
        read(one, cases.mutated("5;a=b\r\nhello\r\n1\r\nx\r\n0\r\nT: u\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(one.isDone() && one.isBroken()).isFalse();
    }

    private String read(byte[] bytes) {
        return read(scanner, bytes);
    }

    /** The data; stops at a fault or the end. */
    private static String read(ChunkScanner scanner, byte[] bytes) {
        var data = new StringBuilder();
        for (byte b : bytes) {
            if (scanner.isBroken() || scanner.isDone()) break;
            if (scanner.dataLeft() > 0) {
                data.append((char) (b & 0xff));
                scanner.took(1);
            } else {
                scanner.accept(b);
            }
        }
        return data.toString();
    }
}
