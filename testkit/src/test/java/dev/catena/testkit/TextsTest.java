// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wire text, big bodies, JSON and metrics. */
class TextsTest {
    @Test
    void wire_text_says_every_byte() {
        assertThat(WireText.bytes("a\n\\n\\r\\0\\t\\xFf\\\\é"))
                .containsExactly('a', '\r', '\n', '\n', '\r', 0, '\t', 0xFF, '\\', 0xE9);
        assertThat(WireText.show(WireText.bytes("a\n\\0\\xFF"))).isEqualTo("a\n\\0\\xFF");
        assertThatThrownBy(() -> WireText.bytes("\\q")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 50)
    void a_big_body_is_the_same_however_it_is_read(Cases cases) {
        var body = new BigBody(cases.number(0, Long.MAX_VALUE), cases.integer(0, 200_000));
        var checksum = new BigBody.Checksum();
        cases.slices(body.bytes()).forEach(slice -> checksum.write(slice, 0, slice.length));
        assertThat(checksum.value()).isEqualTo(body.checksum());
        assertThat(checksum.count()).isEqualTo(body.length());
    }

    @Test
    void metrics_are_summed_over_their_labels() {
        var page = OpenMetrics.parse("""
                # TYPE catena_hits counter
                catena_hits_total{kind="a b} 7"} 2.0 # {trace="x"} 1.0
                catena_hits_total{kind="c"} 3
                catena_open 1.5 1700000000
                # EOF
                """);
        assertThat(page.value("catena_hits")).isEqualTo(5);
        assertThat(page.value("catena_open")).isEqualTo(1.5);
        assertThat(page.value("catena_none")).isZero();
        assertThatThrownBy(() -> OpenMetrics.parse("catena_open 1\n")).hasMessageContaining("# EOF");
    }

    @Test
    void json_is_read() {
        var object = Json.object("""
                {"a": 1, "b": [true, null, -2.5e1], "c": {"d": "\\u00e9\\n\\"/"}, "e": []}""");
        assertThat(object).containsEntry("a", 1L).containsEntry("b", List.of(true, Json.NULL, -25.0)).containsEntry("e", List.of());
        assertThat(object.get("c")).hasToString("{d=é\n\"/}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "{\"a\":1,}", "[1,]", "[01]", "{\"a\":1,\"a\":2}", "\"\t\"", "\"\\x\"", "1 2", "nul", "'a'", "{a:1}", "NaN"
    })
    void what_is_no_json_fails(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
