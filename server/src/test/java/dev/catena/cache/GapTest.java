// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.http.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapTest {
    private static ResponseHead head(int status, long length, String... fields) {
        var body = length < 0 ? BodyLength.CHUNKED : new BodyLength.Exactly(length);
        return new ResponseHead(status, "", Version.HTTP_1_1, Headers.of(fields), body);
    }

    @Test
    void a_whole_of_known_length_ends_where_it_says() {
        var gap = Gap.of(Heads.get(""), head(200, 10, "ETag", "\"1\"", "Accept-Ranges", "bytes")).orElseThrow();
        assertThat(gap).isEqualTo(new Gap("\"1\"", 0, 10, 10));
        assertThat(gap.after(4).conditions()).isEqualTo(Headers.of("Range", "bytes=4-9", "If-Range", "\"1\""));
        assertThat(gap.after(10).isEmpty()).isTrue();
    }

    @Test
    void of_unknown_length_all_there_is_is_asked_for() {
        var gap = Gap.of(Heads.get(""), head(200, -1, "ETag", "\"1\"", "Accept-Ranges", "bytes")).orElseThrow();
        assertThat(gap.after(4).conditions().first(FieldName.RANGE)).contains("bytes=4-");
        assertThat(gap.after(4).isFilledBy(head(206, 6, "ETag", "\"1\"", "Content-Range", "bytes 4-9/10"))).isTrue();
        assertThat(gap.after(4).isFilledBy(head(206, 5, "ETag", "\"1\"", "Content-Range", "bytes 4-8/10"))).as("not all").isFalse();
        assertThat(gap.after(4).isFilledBy(head(206, 6, "ETag", "\"1\"", "Content-Range", "bytes 4-9/*"))).as("who knows").isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "200 | \"1\"   | bytes | -             | true",
        "200 | W/\"1\" | bytes | -             | false",
        "200 | -       | bytes | -             | false",
        "200 | \"1\"   | none  | -             | false",
        "200 | \"1\"   | -     | -             | false",
        "206 | \"1\"   | -     | bytes 0-9/20  | true",
        "206 | \"1\"   | -     | bytes 0-9/*   | true",
        "206 | \"1\"   | -     | -             | false",
        "206 | \"1\"   | -     | bytes 9-0/20  | false",
        "404 | \"1\"   | bytes | -             | false",
    })
    void what_can_be_had_in_two_steps(int status, String tag, String ranges, String contentRange, boolean can) {
        var fields = Headers.builder();
        if (tag != null) fields.add("ETag", tag);
        if (ranges != null) fields.add("Accept-Ranges", ranges);
        if (contentRange != null) fields.add("Content-Range", contentRange);
        var head = new ResponseHead(status, "", Version.HTTP_1_1, fields.build(), new BodyLength.Exactly(10));
        assertThat(Gap.of(Heads.get(""), head).isPresent()).isEqualTo(can);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "206 | \"1\"   | bytes 5-9/10  | 5  | true",
        "206 | \"1\"   | bytes 5-9/10  | -1 | true",
        "206 | \"1\"   | bytes 5-9/10  | 4  | false",
        "206 | \"1\"   | bytes 4-9/10  | 6  | false",
        "206 | \"1\"   | bytes 5-8/10  | 4  | false",
        "206 | \"1\"   | bytes 5-9/11  | 5  | false",
        "206 | \"1\"   | bytes 5-9/*   | 5  | false",
        "206 | \"2\"   | bytes 5-9/10  | 5  | false",
        "206 | W/\"1\" | bytes 5-9/10  | 5  | false",
        "206 | -       | bytes 5-9/10  | 5  | false",
        "206 | \"1\"   | -             | 5  | false",
        "200 | \"1\"   | bytes 5-9/10  | 5  | false",
    })
    void only_the_very_bytes_of_the_very_same_fill_it(int status, String tag, String contentRange, long length, boolean fills) {
        var fields = Headers.builder();
        if (tag != null) fields.add("ETag", tag);
        if (contentRange != null) fields.add("Content-Range", contentRange);
        var body = length < 0 ? BodyLength.CHUNKED : new BodyLength.Exactly(length);
        assertThat(new Gap("\"1\"", 5, 10, 10).isFilledBy(new ResponseHead(status, "", Version.HTTP_1_1, fields.build(), body))).isEqualTo(fills);
    }
}
