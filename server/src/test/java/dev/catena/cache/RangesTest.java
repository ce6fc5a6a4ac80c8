// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        bytes=0-3                        | 0-4
        bytes=2-                         | 2-10
        bytes=-3                         | 7-10
        bytes=-30                        | 0-10
        bytes=9-99                       | 9-10
        Bytes=0-0                        | 0-1
        bytes=0-99999999999999999999999  | 0-10
        bytes=10-                        | unsatisfiable
        bytes=99999999999999999999999-   | unsatisfiable
        bytes=-0                         | unsatisfiable
        bytes=3-2                        | whole
        bytes=-                          | whole
        bytes=                           | whole
        bytes=a-b                        | whole
        bytes=1-2-3                      | whole
        bytes=0-1,3-4                    | 0-2 3-5
        bytes=8-, 0-0 ,-1                | whole
        bytes=-1, 0-0                    | 9-10 0-1
        bytes=0-1,,3-4                   | 0-2 3-5
        bytes=0-1,99-100                 | 0-2
        bytes=20-30,99-100               | unsatisfiable
        bytes=0-5,5-6                    | whole
        bytes=0-1,x                      | whole
        bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,0-0,0-0,0-0,0-0,0-0,0-0,0-0 | whole
        pages=1-2                        | whole
        bytes=0-1 / Range: bytes=2-3     | whole
        """)
    void ranges_of_bytes_are_served_unless_the_whole_is_cheaper(String range, String expected) {
        var selected = switch (Ranges.select(Heads.fields("Range: " + range), 10)) {
            case Selection.Part part -> shown(part);
            case Selection.Parts(var parts, var _) -> parts.stream().map(RangesTest::shown).collect(Collectors.joining(" "));
            case Selection.Slice _ -> "slice";
            case Selection.Unsatisfiable() -> "unsatisfiable";
            case Selection.Whole() -> "whole";
            case Selection.NotModified() -> "not modified";
        };
        assertThat(selected).isEqualTo(expected);
    }

    private static String shown(Selection.Part part) {
        return part.from() + "-" + part.toExclusive();
    }

    @Property
    void whatever_is_asked_for_the_parts_lie_in_the_body_and_apart(Cases cases) {
        long length = cases.number(0, 50);
        var ranges = cases.listOf(1, 5, () -> cases.oneOf("%d-%d", "%d-", "-%d").formatted(cases.number(0, 60), cases.number(0, 60)));
        var parts = switch (Ranges.select(Heads.fields("Range: bytes=" + String.join(", ", ranges)), length)) {
            case Selection.Part part -> List.of(part);
            case Selection.Parts(var several, var boundary) -> {
                assertThat(boundary).hasSize(32);
                yield several;
            }
            case Selection.Whole(), Selection.Unsatisfiable(), Selection.NotModified(), Selection.Slice _ -> List.<Selection.Part>of();
        };
        var bytes = parts.stream().flatMapToLong(part -> LongStream.range(part.from(), part.toExclusive())).toArray();
        assertThat(bytes).doesNotHaveDuplicates();
        assertThat(LongStream.of(bytes).allMatch(at -> at >= 0 && at < length)).isTrue();
        assertThat(parts).allMatch(part -> part.from() < part.toExclusive());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        bytes 4-9/10          | 4-10/10
        bytes 0-0/1           | 0-1/1
        Bytes 4-9/*           | 4-10/-1
        bytes 4-3/10          | none
        bytes 4-10/10         | none
        bytes */10            | none
        bytes=4-9/10          | none
        bytes 4-9             | none
        bytes 99999999999999999999-999999999999999999999/* | none
        bytes 0-1/2 / Content-Range: bytes 0-1/2           | none
        """)
    void what_a_part_says_it_is(String contentRange, String expected) {
        var extent = Extent.of(Heads.fields("Content-Range: " + contentRange));
        assertThat(extent.map(one -> "%d-%d/%d".formatted(one.from(), one.toExclusive(), one.total())).orElse("none")).isEqualTo(expected);
    }
}
