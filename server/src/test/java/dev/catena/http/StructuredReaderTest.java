// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredReaderTest {
    private static final FieldName FIELD = FieldName.of("Example");

    private static String dictionary(String... lines) {
        return StructuredReader.dictionary(fields(lines), FIELD)
            .map(members -> members.entrySet().stream().map(member -> member.getKey() + "=" + shown(member.getValue())).collect(Collectors.joining(" ")))
            .orElse("malformed");
    }

    private static Headers fields(String... lines) {
        var fields = Headers.builder();
        for (var line : lines) fields.add(FIELD, line);
        return fields.build();
    }

    private static String shown(StructuredValue value) {
        return switch (value) {
            case StructuredValue.Whole(var number) -> Long.toString(number);
            case StructuredValue.Decimal(var number) -> Double.toString(number);
            case StructuredValue.Text(var text) -> "'" + text + "'";
            case StructuredValue.Token(var text) -> text;
            case StructuredValue.Bytes(var text) -> ":" + text + ":";
            case StructuredValue.Flag(var on) -> on ? "yes" : "no";
            case StructuredValue.Moment(var seconds) -> "@" + seconds;
            case StructuredValue.Display(var text) -> "%" + text;
            case StructuredValue.Inner(var values) -> values.stream().map(StructuredReaderTest::shown).collect(Collectors.joining(",", "(", ")"));
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        max-age=60                          | max-age=60
        max-age=60, no-store                | max-age=60 no-store=yes
        a=1 , b=2                           | a=1 b=2
        a=1\t,\tb=2                       | a=1 b=2
        a=-7                                | a=-7
        a=1.5                               | a=1.5
        a=?0;x, b                           | a=no b=yes
        a;x=1;y=("1"), b=2                  | malformed
        a;x=1;y="1", b=2                    | a=yes b=2
        a="x \\" y"                       | a='x " y'
        a=text/html                         | a=text/html
        a=*                                 | a=*
        *a=1                                | *a=1
        a=:aGk=:                            | a=:aGk=:
        a=@1659578233                       | a=@1659578233
        a=%"f%c3%bc"                        | a=%f%c3%bc
        a=(1 "b" c;q=1);z, b                | a=(1,'b',c) b=yes
        a=()                                | a=()
        a=1, b=2, a=3                       | b=2 a=3
        a=999999999999999                   | a=999999999999999
        """)
    void a_dictionary_is_read_to_the_letter(String written, String expected) {
        assertThat(dictionary(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age =100", "max-age= 100", "MaX-aGe=3600", "max-age=10000, &&&&&", "a=1,", "a=1,,b=2", ",a", "a=\"x", "a=1000000000000000", "a=1.2345",
        "a=1.", "a=-", "a=?2", "a=:a b:", "a=(1", "a=(1\"b\")", "a=%\"%C3\"", "a=@1.5", "a=1 b=2", "1=a", "a=\u00fc", "a=\"\u00fc\""})
    void what_is_malformed_counts_for_nothing(String written) {
        assertThat(dictionary(written)).isEqualTo("malformed");
    }

    @Test
    void lines_are_one_value_and_an_empty_one_has_no_members() {
        assertThat(dictionary("a=1", "b=2")).isEqualTo("a=1 b=2");
        assertThat(dictionary("")).isEmpty();
        assertThat(StructuredReader.list(fields("\"a\", \"b\"", "c"), FIELD)).contains(
            List.of(new StructuredValue.Text("a"), new StructuredValue.Text("b"), new StructuredValue.Token("c")));
        assertThat(StructuredReader.list(Headers.EMPTY, FIELD)).isEmpty();
    }

    @Property
    void a_string_comes_back_as_it_was_printed(Cases cases) {
        var text = cases.fieldValue();
        var printed = StructuredFields.string(text);
        var read = StructuredReader.list(fields(printed), FIELD).orElseThrow();
        var visible = text.chars().mapToObj(c -> c < 0x20 || c > 0x7e ? "?" : Character.toString(c)).collect(Collectors.joining());
        assertThat(read).containsExactly(new StructuredValue.Text(visible));
    }

    @Property
    void no_text_is_too_odd_to_be_read_or_refused(Cases cases) {
        var odd = cases.mutated(cases.oneOf("max-age=60, no-store", "a=(1 \"b\");c, d=?1", "a=:aGk=:;x=1.5, *b=@1")).replaceAll("[^ -~]", "\"");
        assertThat(dictionary(odd)).isNotNull();
    }
}
