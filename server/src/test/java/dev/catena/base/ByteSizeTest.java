// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({"0B, 0, 0B", "64KiB, 65536, 64KiB", "1024MiB, 1073741824, 1GiB", "1500B, 1500, 1500B", "3TiB, 3298534883328, 3TiB", "0GiB, 0, 0B"})
    void a_size_is_read_and_printed_in_its_largest_unit(String text, long bytes, String printed) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        0                  | 0 has no unit: write 0B
        64                 | 64 has no unit: write 64B, 64KiB or 64MiB
        64k                | 'k' is not a unit of size; did you mean 'KiB'?
        1GB                | 'GB' is not a unit of size; did you mean 'GiB'?
        1x                 | 'x' is not a unit of size
        -1KiB              | '-1KiB' is not a size
        1.5GiB             | '1.5GiB' is not a size
        1 GiB              | '1 GiB' is not a size
        99999999999TiB     | 99999999999TiB is larger than can be counted
        """)
    void what_is_wrong_is_said(String text, String message) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
