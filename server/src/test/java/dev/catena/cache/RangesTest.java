// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

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
        bytes=0-1,3-4                    | whole
        pages=1-2                        | whole
        bytes=0-1 / Range: bytes=2-3     | whole
        """)
    void one_range_of_bytes_is_served(String range, String expected) {
        var selected = switch (Ranges.select(Heads.fields("Range: " + range), 10)) {
            case Selection.Part(var from, var toExclusive) -> from + "-" + toExclusive;
            case Selection.Unsatisfiable() -> "unsatisfiable";
            case Selection.Whole() -> "whole";
            case Selection.NotModified() -> "not modified";
        };
        assertThat(selected).isEqualTo(expected);
    }
}
