// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
    private static CacheControl of(String... lines) {
        var headers = Headers.builder();
        for (var line : lines) headers.add("Cache-Control", line);
        return CacheControl.of(headers.build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        max-age=60                     | 60
        Max-Age=60                     | 60
        max-age=0060                   | 60
        max-age="60"                   | 60
        max-age = 60                   | 60
        foo, max-age=60, bar=1         | 60
        max-age=2147483647             | 2147483647
        max-age=2147483648             | 2147483648
        max-age=99999999999999999999   | 2147483648
        max-age=60, max-age=10         | 10
        max-age=10, max-age=60         | 10
        ext="max-age=60"               | -1
        ext="a, max-age=60"            | -1
        x-max-age=60                   | -1
        max-age                        | -2
        max-age=                       | -3
        max-age=-1                     | -3
        max-age=1.5                    | -3
        max-age=60s                    | -3
        max-age='60'                   | -3
        max-age=60, max-age=x          | -3
        """)
    void seconds_are_read_strictly(String value, long seconds) {
        assertThat(of(value).seconds("max-age")).isEqualTo(seconds);
    }

    @Test
    void lines_are_one_list() {
        var control = of("no-cache", "max-age=60, Private=\"x, y\"");
        assertThat(control.has("no-cache")).isTrue();
        assertThat(control.has("private")).isTrue();
        assertThat(control.has("y")).isFalse();
        assertThat(control.seconds("max-age")).isEqualTo(60);
    }

    @Test
    void without_the_field_there_is_nothing() {
        assertThat(CacheControl.of(Headers.EMPTY).isEmpty()).isTrue();
        assertThat(of("").isEmpty()).isTrue();
    }
}
