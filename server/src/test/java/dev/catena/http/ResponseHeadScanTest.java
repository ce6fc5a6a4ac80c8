// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.WireText;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §4 and §6 for responses. A break in a text is CR LF. */
class ResponseHeadScanTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 \n\n", "HTTP/1.1 200\n\n", "HTTP/1.0 200 OK\n\n", "HTTP/1.5 200 OK\n\n", "HTTP/1.1 999 Own\n\n",
        "HTTP/1.1 200 Sch\\xf6n\\tgut\n\n", "HTTP/1.1 200 OK\nX:y\n\n", "HTTP/1.1 100 Continue\n\n", "HTTP/1.1 204 No Content\nContent-Length: 5\n\n"})
    void a_valid_head_is_read(String text) {
        assertThat(Heads.outcome(Heads.response(text))).isEqualTo("complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\nHTTP/1.1 200 OK\n\n", " HTTP/1.1 200 OK\n\n", "http/1.1 200 OK\n\n", "ICY 200 OK\n\nxxxxx", "<html>hello</html>\n", "HTTP/1.1  200 OK\n\n",
        "HTTP/1.1\\t200 OK\n\n", "HTTP/1.1 20 OK\n\nxxx", "HTTP/1.1 2000 OK\n\n", "HTTP/1.1 +20 OK\n\n", "HTTP/1.1 -20 OK\n\n", "HTTP/1.1 2x0 OK\n\n",
        "HTTP/1.1 099 OK\n\n", "HTTP/1.1 000 OK\n\n", "HTTP/1.1 OK\n\nxxxxxx", "HTTP/1.1 200\\tOK\n\n", "HTTP/1.1 200OK\n\n", "HTTP/1.1\n\nxxxxxx",
        "HTTP/1 200 OK\n\n", "HTTP/1.1200 OK\n\n", "HTTP/11 200 OK\n\n", "HTTP/1.10 200 OK\n\n", "HTTP/1.1 200 O\\0K\n\n", "HTTP/1.1 200 O\\rK\n\n",
        "HTTP/1.1 200 OK\\n\n\n", "HTTP/1.1 200 OK\\n\\n", "HTTP/1.1 200 O\\x7fK\n\n", "HTTP/1.1 200 OK\nX : y\n\n", "HTTP/1.1 200 OK\nX: y\n z\n\n",
        "HTTP/1.1 200 OK\n X: y\n\n", "HTTP/1.1 200 OK\nX: y\\nZ: a\n\n", "HTTP/1.1 200 OK\nX: y\\rZ: a\n\n", "HTTP/1.1 200 OK\nX\n\n",
        "HTTP/1.1 200 OK\nX: \\0\n\n", "HTTP/1.1 200 OK\n: y\n\n", "HTTP/1.1 200 OK\nContent-Length: 3\n\\n"})
    void what_the_grammar_does_not_allow_is_refused(String text) {
        assertThat(Heads.outcome(Heads.response(text))).isEqualTo("SYNTAX");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 3\nTransfer-Encoding: chunked", "Content-Length: 3\nContent-Length: 4", "Content-Length: 3, 3", "Content-Length: \\t3\\t4",
        "Content-Length: -3", "Content-Length: 3x", "Content-Length:", "Transfer-Encoding: cow", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding:"})
    void a_body_with_an_unclear_end_is_refused(String fields) {
        assertThat(Heads.outcome(Heads.response("HTTP/1.1 200 OK\n" + fields + "\n\n"))).isEqualTo("FRAMING");
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n', FRAMING", "'HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n', CODING",
        "'HTTP/2.0 200 OK\n\n', VERSION", "'HTTP/0.9 200 OK\n\n', VERSION"})
    void other_faults_are_told_apart(String text, String kind) {
        assertThat(Heads.outcome(Heads.response(text))).isEqualTo(kind);
    }

    @Test
    void a_reason_has_no_control_character_but_the_tab() {
        for (int b = 0; b < 256; b++) {
            boolean complete = Heads.response(Heads.with("HTTP/1.1 200 a@b\n\n", b)) instanceof Scanned.Complete;
            assertThat(complete).as("octet 0x%02x", b).isEqualTo(Heads.isValueByte(b));
        }
    }

    @Test
    void every_prefix_of_a_valid_head_is_incomplete() {
        for (var text : new String[] {"HTTP/1.1 200 OK\nX: y\nContent-Length: 3\n\n", "HTTP/1.1 200\n\n", "HTTP/1.0 404 \n\n"}) {
            var bytes = WireText.bytes(text);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(Heads.outcome(Heads.response(Arrays.copyOf(bytes, length)))).as("%d bytes of %s", length, text).isEqualTo("incomplete");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 3', GET, 200, Exactly[bytes=3]", "'Content-Length: 0', GET, 200, None[]", "'Transfer-Encoding: chunked', GET, 200, Chunked[]",
        "'X: y', GET, 200, UntilClose[]", "'Content-Length: 3', HEAD, 200, None[]", "'Transfer-Encoding: chunked', HEAD, 200, None[]",
        "'Content-Length: 3', GET, 204, None[]", "'Transfer-Encoding: chunked', GET, 304, None[]", "'X: y', GET, 304, None[]",
        "'Content-Length: 3', GET, 103, None[]", "'Content-Length: 3', CONNECT, 200, None[]", "'Content-Length: 3', CONNECT, 407, Exactly[bytes=3]"})
    void the_end_of_the_body_follows_from_fields_method_and_status(String field, String method, int status, String body) {
        var head = Heads.complete(Heads.response("HTTP/1.1 " + status + " X\n" + field + "\n\n"));
        assertThat(head.bodyFor(Method.of(method))).hasToString(body);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, 'X: y', true", "HTTP/1.1, 'Connection: close', false", "HTTP/1.1, 'Connection: a, Close', false", "HTTP/1.0, 'X: y', false",
        "HTTP/1.0, 'Connection: keep-alive', true", "HTTP/1.0, 'Connection: keep-alive, close', false"})
    void persistence_follows_from_version_and_connection(String version, String field, boolean keeps) {
        assertThat(Heads.complete(Heads.response(version + " 200 OK\n" + field + "\n\n")).keepsAlive()).isEqualTo(keeps);
    }
}
