// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static final FieldName OWN = FieldName.of("X-Own");

    private final Headers headers = Headers.of("Accept", "a", "X-Own", "1", "accept", " b ", "x-OWN", "2", "Empty", "");

    @Test
    void lines_are_found_by_name_in_any_case() {
        assertThat(headers.size()).isEqualTo(5);
        assertThat(headers.all(FieldName.ACCEPT)).containsExactly("a", "b");
        assertThat(headers.all(OWN)).containsExactly("1", "2");
        assertThat(headers.first(OWN)).contains("1");
        assertThat(headers.combined(FieldName.ACCEPT)).contains("a, b");
        assertThat(headers.combined(FieldName.AGE)).isEmpty();
        assertThat(headers.contains(FieldName.of("EMPTY"))).isTrue();
        assertThat(headers.contains(FieldName.AGE)).isFalse();
        assertThat(headers.contains(FieldName.of("X-Ow"))).isFalse();
        assertThat(headers.indexOf(OWN, 2)).isEqualTo(3);
    }

    @Test
    void lines_are_dropped_replaced_and_kept_in_order() {
        assertThat(headers.without(FieldName.ACCEPT, FieldName.of("empty"))).isEqualTo(Headers.of("X-Own", "1", "x-OWN", "2"));
        assertThat(headers.without(FieldName.ACCEPT).contains(FieldName.ACCEPT)).isFalse();
        assertThat(headers.toBuilder().set(OWN, "3").build()).isEqualTo(Headers.of("Accept", "a", "accept", "b", "Empty", "", "X-Own", "3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a|a", "a, b|a;b", ",a,,b ,|a;b", "``|``", ",|``", "\"a,b\", c|\"a,b\";c", "\"a\\\",b\", c|\"a\\\",b\";c", "\"a, b|\"a, b", "a;x=\",\" , b|a;x=\",\";b", "\"a\\|\"a\\"})
    void a_list_is_split_at_commas_outside_quotes(String value, String members) {
        var headers = Headers.of("Accept", value);
        assertThat(String.join(";", headers.list(FieldName.ACCEPT))).isEqualTo(members);
        assertThat(headers.list(FieldName.ACCEPT)).allMatch(member -> headers.listHas(FieldName.ACCEPT, member));
        assertThat(headers.listHas(FieldName.ACCEPT, "x")).isFalse();
    }

    @Test
    void a_list_goes_on_over_its_lines() {
        assertThat(headers.list(FieldName.ACCEPT)).containsExactly("a", "b");
        assertThat(headers.listHas(FieldName.ACCEPT, "B")).isTrue();
        assertThat(headers.listHas(FieldName.ACCEPT, "c")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\u007f"})
    void a_value_with_a_control_character_cannot_be_made(String value) {
        assertThatThrownBy(() -> Headers.of("X", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "ä", "\u010d"})
    void a_name_that_is_no_token_cannot_be_made(String name) {
        assertThatThrownBy(() -> FieldName.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lines_are_printed_as_they_came() {
        var out = new WireBuffer(1);
        headers.writeTo(out);
        assertThat(out).hasToString("Accept: a\r\nX-Own: 1\r\nAccept: b\r\nx-OWN: 2\r\nEmpty: \r\n");
    }

    @Property(tries = 500)
    void a_known_name_is_recognised_in_any_case_and_nothing_else_is(Cases cases) {
        var known = cases.oneOf(List.of(FieldName.ETAG, FieldName.TE, FieldName.TRANSFER_ENCODING, FieldName.CONTENT_LENGTH, FieldName.HOST, FieldName.CONNECTION));
        var mixed = new StringBuilder();
        for (char c : known.text().toCharArray()) mixed.append(cases.flip() ? Character.toLowerCase(c) : Character.toUpperCase(c));
        assertThat(FieldName.of(mixed.toString())).isSameAs(known);
        var other = cases.token();
        assertThat(FieldName.of(other).equals(known)).isEqualTo(other.toLowerCase(Locale.ROOT).equals(known.text().toLowerCase(Locale.ROOT)));
    }

    /** Setting bit 5 makes lower case of letters, but something else of other token bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"Content\rLength", "Content-Len\u0007th", "\u0008ost", "H\u006fst\u0000"})
    void a_name_that_differs_in_one_bit_is_another(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(FieldName.idOf(bytes, 0, bytes.length)).isEqualTo(-1);
    }
}
