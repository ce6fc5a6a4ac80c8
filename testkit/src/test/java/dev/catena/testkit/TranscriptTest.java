// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TranscriptTest {
    private static final Transcript LOGO = Transcript.parse("""
            > GET /logo.png
            < 200 OK
            < ETag: "v1"
            < Via: *catena*
            < !Age
            <
            < LOGO
            """);

    @Test
    void exchanges_are_separated_by_blank_lines_and_interim_responses_are_not() {
        var exchanges = Transcript.parse("""
                * a comment, as curl prints them
                > PUT /a HTTP/1.0
                > Expect: 100-continue
                >
                > one
                >
                > three
                < HTTP/1.1 100 Continue
                <
                < 201

                > GET /b
                < 204 No Content
                """).exchanges();

        assertThat(exchanges).hasSize(2);
        var first = exchanges.getFirst();
        assertThat(first.request().start().text()).isEqualTo("PUT /a HTTP/1.0");
        assertThat(first.request().bodyText()).isEqualTo("one\n\nthree");
        assertThat(first.interim()).singleElement().satisfies(interim -> assertThat(interim.status()).isEqualTo(100));
        assertThat(first.answer().status()).isEqualTo(201);
        assertThat(first.answer().speaksOfBody()).isFalse();
        assertThat(exchanges.getLast().answer().start().number()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /                       | a request line
            > GET                       | a request line
            > GET /                     | a status line
            > GET /;< OK                | a status line
            > GET /;< 200 OK;< bad line | a field
            > GET /;< 200 OK;> GET /    | a blank line
            > GET /;< 103 Hints;<       | a status line
            """)
    void a_text_that_is_no_transcript_is_told_what_should_be_there(String text, String expected) {
        assertThatThrownBy(() -> Transcript.parse(text.replace(';', '\n')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("here should be " + expected)
                .hasMessageContaining("==> ");
    }

    @Test
    void what_is_listed_must_match_and_the_rest_is_ignored() {
        check("HTTP/1.1 200 OK", "LOGO", new Field("etag", "\"v1\""), new Field("Via", "1.1 catena-1"), new Field("Server", "x"));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void a_difference_is_shown_with_its_line_and_what_was_seen(String statusLine, String body, List<Field> fields, String line) {
        assertThatThrownBy(() -> check(statusLine, body, fields.toArray(Field[]::new)))
                .isInstanceOf(TranscriptMismatch.class)
                .hasMessageContaining("==> " + line)
                .hasMessageContaining("really seen:\n      " + statusLine);
    }

    static Stream<Arguments> differences() {
        var etag = new Field("ETag", "\"v1\"");
        var via = new Field("Via", "1.1 catena");
        return Stream.of(
                arguments("HTTP/1.1 404 Not Found", "LOGO", List.of(etag, via), "< 200 OK"),
                arguments("HTTP/1.1 200 OK", "LOGO", List.of(via), "< ETag"),
                arguments("HTTP/1.1 200 OK", "LOGO", List.of(new Field("ETag", "\"v2\""), via), "< ETag"),
                arguments("HTTP/1.1 200 OK", "LOGO", List.of(etag, new Field("Via", "1.1 squid")), "< Via"),
                arguments("HTTP/1.1 200 OK", "LOGO", List.of(etag, via, new Field("age", "0")), "< !Age"),
                arguments("HTTP/1.1 200 OK", "LOGO!", List.of(etag, via), "< LOGO"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/*      | text/html       | true
            text/*      | image/png       | false
            *           | anything        | true
            a.c         | abc             | false
            ~a.c~       | abc             | true
            ~[0-9]+~    | 17              | true
            ~[0-9]+~    | 17x             | false
            ~           | ~               | true
            """)
    void an_expected_text_is_literal_a_wildcard_or_a_regular_expression(String pattern, String seen, boolean matches) {
        assertThat(Expectation.matches(pattern, seen)).isEqualTo(matches);
    }

    @Test
    void a_field_listed_twice_must_come_twice() {
        var cookies = Transcript.parse("""
                > GET /
                < 200
                < Set-Cookie: *
                < Set-Cookie: *
                """);
        var once = new Head("HTTP/1.1 200 OK", List.of(new Field("Set-Cookie", "a=1"), new Field("Set-Cookie", "b=2")));
        Expectation.check(cookies, cookies.exchanges().getFirst().answer(), once, new byte[0]);
    }

    @Test
    void a_list_may_come_in_several_lines() {
        var list = Transcript.parse("""
                > GET /
                < 200
                < Vary: accept, origin
                """);
        var lines = new Head("HTTP/1.1 200 OK", List.of(new Field("Vary", "accept"), new Field("Vary", "origin")));
        Expectation.check(list, list.exchanges().getFirst().answer(), lines, new byte[0]);
    }

    @Test
    void names_in_heads_can_stand_for_addresses_and_bodies_stay() {
        var exchange = Transcript.parse("""
                > GET http://origin.test/
                < 200 OK
                <
                < origin.test
                """, line -> line.replace("origin.test", "origin.test:8000")).exchanges().getFirst();

        assertThat(exchange.request().start().text()).isEqualTo("GET http://origin.test:8000/");
        assertThat(exchange.answer().bodyText()).isEqualTo("origin.test");
    }

    private static void check(String statusLine, String body, Field... fields) {
        Expectation.check(LOGO, LOGO.exchanges().getFirst().answer(), new Head(statusLine, List.of(fields)),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
