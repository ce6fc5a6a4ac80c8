// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §2 to §6 for requests: what is read, and what is refused as what. A break in a text is CR LF. */
class RequestHeadScanTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\nHost: a.test\n\n",
        "\nGET / HTTP/1.1\nHost: a.test\n\n",
        "GET / HTTP/1.1\nHost:a.test\n\n",
        "GET / HTTP/1.1\nHost:\\t a.test \\t\n\n",
        "GET / HTTP/1.1\nHost:\n\n",
        "GET / HTTP/1.9\nHost: a.test\n\n",
        "GET / HTTP/1.0\n\n",
        "GET http://a.test HTTP/1.0\n\n",
        "GET http://a.test?q HTTP/1.1\nHost: b.test\n\n",
        "GET HTTP://A.Test:80/ HTTP/1.1\nHost: A.Test:80\n\n",
        "GET http://[::1]:8080/ HTTP/1.1\nHost: [::1]:8080\n\n",
        "GET http://a.test:/ HTTP/1.1\nHost: a.test:\n\n",
        "get / HTTP/1.1\nHost: a.test\n\n",
        "!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\nHost: a.test\n\n",
        "OPTIONS * HTTP/1.1\nHost: a.test\n\n",
        "OPTIONS http://a.test HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test:443 HTTP/1.1\nHost: a.test:443\n\n",
        "CONNECT a.test:443 HTTP/1.0\n\n",
        "CONNECT [::1]:443 HTTP/1.1\nHost: [::1]\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX: \n\n",
        "GET / HTTP/1.1\nHost: a.test\nX:\\xe4\\xff\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX: a\\tb\n\n",
        "GET / HTTP/1.1\nHost: a.test\nContent-Length: 0\n\n",
        "GET / HTTP/1.1\nHost: a.test\nContent-Length: 999999999999999999\n\n",
        "GET / HTTP/1.1\nHost: a.test\nTransfer-Encoding: chunked\n\n",
        "GET / HTTP/1.1\nHost: a.test\nTransfer-Encoding: \\tChunKed \n\n",
    })
    void a_valid_head_is_read(String text) {
        assertThat(Heads.outcome(Heads.request(text))).isEqualTo("complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // the request line
        " GET / HTTP/1.1\nHost: a.test\n\n", "\n\nGET / HTTP/1.1\nHost: a.test\n\n", "\\nGET / HTTP/1.1\nHost: a.test\n\n",
        "\\rGET / HTTP/1.1\nHost: a.test\n\n", "GET  / HTTP/1.1\nHost: a.test\n\n", "GET\\t/ HTTP/1.1\nHost: a.test\n\n",
        "GET /  HTTP/1.1\nHost: a.test\n\n", "GET /\\tHTTP/1.1\nHost: a.test\n\n", "GET / HTTP/1.1 \nHost: a.test\n\n",
        "GET / a HTTP/1.1\nHost: a.test\n\n", "GET /\n\n", "GET / \n\n", "GET HTTP/1.1\nHost: a.test\n\n", "/ HTTP/1.1\nHost: a.test\n\n",
        "GET / http/1.1\nHost: a.test\n\n", "GET / HTTP/1\nHost: a.test\n\n", "GET / HTTP/1.\nHost: a.test\n\n",
        "GET / HTTP/1.10\nHost: a.test\n\n", "GET / HTTP/01.1\nHost: a.test\n\n", "GET / HTTP/1,1\nHost: a.test\n\n",
        "GET / HTTP /1.1\nHost: a.test\n\n", "GET / HTTP/x.1\nHost: a.test\n\n", "GET / HTTP/1.x\nHost: a.test\n\n",
        "GET / HTTPS/1.1\nHost: a.test\n\n", "GET / HTTP/1.1\\nHost: a.test\n\n", "GET / HTTP/1.1\\rHost: a.test\n\n",
        "GET / HTTP/1.1\\r\\r\\nHost: a.test\n\n", "GET:/ HTTP/1.1\nHost: a.test\n\n", "G(T / HTTP/1.1\nHost: a.test\n\n",
        // the target
        "GET * HTTP/1.1\nHost: a.test\n\n", "OPTIONS ** HTTP/1.1\nHost: a.test\n\n", "GET a.test HTTP/1.1\nHost: a.test\n\n",
        "GET a.test:80 HTTP/1.1\nHost: a.test\n\n", "GET http:/a HTTP/1.1\nHost: a.test\n\n", "GET http:///a HTTP/1.1\nHost: a.test\n\n",
        "GET http://:80/ HTTP/1.1\nHost: a.test\n\n", "GET http://u@a.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://u:p@a.test/ HTTP/1.1\nHost: a.test\n\n", "GET http://@a.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:0/ HTTP/1.1\nHost: a.test\n\n", "GET http://a.test:65536/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:+80/ HTTP/1.1\nHost: a.test\n\n", "GET http://a.test:8o/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:80:80/ HTTP/1.1\nHost: a.test\n\n", "GET http://a.test#f HTTP/1.1\nHost: a.test\n\n",
        "GET /#f HTTP/1.1\nHost: a.test\n\n", "GET http://a\\\\b.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a,b.test/ HTTP/1.1\nHost: a.test\n\n", "GET http://[::1/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://::1/ HTTP/1.1\nHost: a.test\n\n", "GET http://[:::::]/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://[1.2.3.4:]/ HTTP/1.1\nHost: a.test\n\n", "GET http://[::1]x/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://[fe80::1%25eth0]/ HTTP/1.1\nHost: a.test\n\n", "GET 1http://a.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET ://a.test/ HTTP/1.1\nHost: a.test\n\n", "CONNECT a.test HTTP/1.1\nHost: a.test\n\n", "CONNECT / HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test: HTTP/1.1\nHost: a.test\n\n", "CONNECT a.test:0 HTTP/1.1\nHost: a.test\n\n",
        "CONNECT u@a.test:443 HTTP/1.1\nHost: a.test\n\n", "CONNECT http://a.test:443 HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test:443/ HTTP/1.1\nHost: a.test\n\n", "CONNECT :443 HTTP/1.1\nHost: a.test\n\n",
        // Host
        "GET / HTTP/1.1\n\n", "GET http://a.test/ HTTP/1.1\n\n", "GET / HTTP/1.1\nHost: a.test\nHost: a.test\n\n",
        "GET / HTTP/1.0\nHost: a.test\nHost: b.test\n\n", "GET / HTTP/1.1\nHost: a.test, b.test\n\n", "GET / HTTP/1.1\nHost: a.test b.test\n\n",
        "GET / HTTP/1.1\nHost: u@a.test\n\n", "GET / HTTP/1.1\nHost: http://a.test\n\n", "GET / HTTP/1.1\nHost: a.test/x\n\n",
        "GET / HTTP/1.1\nHost: a.test:99999\n\n", "GET / HTTP/1.1\nHost: a.test:80a\n\n", "GET / HTTP/1.1\nHost: a.test,\n\n",
        // field lines
        "GET / HTTP/1.1\n Host: a.test\n\n", "GET / HTTP/1.1\n\\tHost: a.test\n\n", "GET / HTTP/1.1\nHost : a.test\n\n",
        "GET / HTTP/1.1\nHost\\t: a.test\n\n", "GET / HTTP/1.1\nHost: a.test\nX : 1\n\n", "GET / HTTP/1.1\nHost: a.test\nX: 1\n 2\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX: 1\n\\t2\n\n", "GET / HTTP/1.1\nHost: a.test\nX: 1\n \n\n", "GET / HTTP/1.1\nHost: a.test\nX\n\n",
        "GET / HTTP/1.1\nHost: a.test\n: 1\n\n", "GET / HTTP/1.1\nHost: a.test\nX Y: 1\n\n", "GET / HTTP/1.1\nHost: a.test\nX(: 1\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX: 1\\nY: 2\n\n", "GET / HTTP/1.1\nHost: a.test\nX: 1\\rY: 2\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX: 1\\r\\r\\n\n", "GET / HTTP/1.1\nHost: a.test\\n\\n", "GET / HTTP/1.1\nHost: a.test\n\\n",
        "GET / HTTP/1.1\nHost: a.test\n\\rX", "GET / HTTP/1.1\nHost: a.test\nX: \\0\n\n", "GET / HTTP/1.1\nHost: a.test\nX: \\x7f\n\n",
        "GET / HTTP/1.1\nHost: a.test\nX\\0: 1\n\n", "GET / HTTP/1.1\nHost: a.test\nX\\x80: 1\n\n", "GET / HTTP/1.1\nHost: a.test\n\\0\n\n",
        "GET / HTTP/1.1\nHost: a.test\nContent-Length : 3\n\n", "GET / HTTP/1.1\nHost: a.test\nTransfer-Encoding : chunked\n\n",
        "GET / HTTP/1.1\nHost: a.test\nTransfer-Encoding: \\x0bchunked\n\n", "GET / HTTP/1.1\nHost: a.test\nTransfer-Encoding:\n chunked\n\n",
    })
    void what_the_grammar_does_not_allow_is_refused(String text) {
        assertThat(Heads.outcome(Heads.request(text))).isEqualTo("SYNTAX");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 3\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\nContent-Length: 3", "Content-Length: 3\nContent-Length: 4",
        "Content-Length: 3\nContent-Length: 3", "Content-Length: 3, 3", "Content-Length: 3,", "Content-Length: +3", "Content-Length: -3",
        "Content-Length: -0", "Content-Length: 0x3", "Content-Length: 3 3", "Content-Length: 3\\t3", "Content-Length: 3.0", "Content-Length: 3e0",
        "Content-Length: three", "Content-Length:", "Content-Length: 9223372036854775808", "Content-Length: 18446744073709551619",
        "Content-Length: 99999999999999999999999999999999", "Content-Length: \\xb3", "content-length: 3\nCONTENT-LENGTH: 5",
        "Transfer-Encoding:", "Transfer-Encoding: ,", "Transfer-Encoding: chunked,", "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\nTransfer-Encoding: chunked", "Transfer-Encoding: x-chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: chun ked",
        "Transfer-Encoding: cow", "Transfer-Encoding: chunked cow", "Transfer-Encoding: cow, chunked", "Transfer-Encoding: chun\\xe4ked",
    })
    void a_body_with_an_unclear_end_is_refused(String fields) {
        assertThat(Heads.outcome(Heads.request("POST / HTTP/1.1\nHost: a.test\n" + fields + "\n\n"))).isEqualTo("FRAMING");
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 0, complete", "Content-Length: 5, FRAMING", "Transfer-Encoding: chunked, FRAMING"})
    void a_tunnel_is_asked_for_without_a_body(String field, String outcome) {
        assertThat(Heads.outcome(Heads.request("CONNECT a.test:443 HTTP/1.1\nHost: a.test\n" + field + "\n\n"))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, chunked", "chunked, gzip", "identity", "chunked, identity", "Deflate", "x-gzip", "compress,chunked"})
    void a_known_coding_that_is_not_chunked_is_told_apart(String coding) {
        assertThat(Heads.outcome(Heads.request("POST / HTTP/1.1\nHost: a.test\nTransfer-Encoding: " + coding + "\n\n"))).isEqualTo("CODING");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/0.9", "HTTP/2.0", "HTTP/2.1", "HTTP/3.0", "HTTP/9.9", "HTTP/0.0"})
    void another_major_version_is_told_apart(String version) {
        assertThat(Heads.outcome(Heads.request("GET / " + version + "\nHost: a.test\n\n"))).isEqualTo("VERSION");
    }

    @Test
    void transfer_encoding_under_http_1_0_is_refused() {
        assertThat(Heads.outcome(Heads.request("POST / HTTP/1.0\nHost: a.test\nTransfer-Encoding: chunked\n\n"))).isEqualTo("FRAMING");
    }

    @Test
    void a_tls_handshake_is_recognised_by_its_first_byte() {
        assertThat(Heads.outcome(Heads.request("\\x16\\x03\\x01"))).isEqualTo("TLS");
    }

    @Test
    void a_method_is_made_of_token_bytes_only() {
        everyByte("G@T / HTTP/1.1\n" + Heads.HOST + "\n", b -> Heads.isTokenByte(b));
        everyByte("@ / HTTP/1.1\n" + Heads.HOST + "\n", b -> Heads.isTokenByte(b));
    }

    @Test
    void a_target_is_made_of_visible_ascii_without_a_fragment() {
        everyByte("GET /a@b HTTP/1.1\n" + Heads.HOST + "\n", b -> b > ' ' && b < 0x7f && b != '#');
        everyByte("GET /@ HTTP/1.1\n" + Heads.HOST + "\n", b -> b > ' ' && b < 0x7f && b != '#');
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "!", "~", "\"", "$"})
    void it_is_so_wherever_it_stands(String around) {
        for (int before = 0; before < 20; before++) {
            for (int after = 0; after < 10; after++) {
                everyByte("GET /" + around.repeat(before) + "@" + around.repeat(after) + " HTTP/1.1\n" + Heads.HOST + "\n", b -> b > ' ' && b < 0x7f && b != '#');
            }
        }
    }

    @Test
    void a_host_is_made_of_unreserved_and_sub_delims_without_a_comma() {
        String legal = "-._~!$&'()*+;=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        everyByte("GET http://a@b/ HTTP/1.1\n" + Heads.HOST + "\n", b -> legal.indexOf(b) >= 0 || b == '/' || b == '?');
        everyByte("GET / HTTP/1.1\nHost: a@b\n\n", b -> legal.indexOf(b) >= 0);
        everyByte("CONNECT a@b:443 HTTP/1.1\n" + Heads.HOST + "\n", b -> legal.indexOf(b) >= 0);
    }

    @Test
    void a_field_name_is_made_of_token_bytes_only() {
        everyByte("GET / HTTP/1.1\n" + Heads.HOST + "a@b: 1\n\n", b -> Heads.isTokenByte(b) || b == ':');
        everyByte("GET / HTTP/1.1\n" + Heads.HOST + "@: 1\n\n", b -> Heads.isTokenByte(b));
        everyByte("GET / HTTP/1.1\n" + Heads.HOST + "a@: 1\n\n", b -> Heads.isTokenByte(b) || b == ':');
    }

    @Test
    void a_field_value_has_no_control_character_wherever_it_stands() {
        for (int before = 0; before < 20; before++) {
            for (int after = 0; after < 10; after++) {
                everyByte("GET / HTTP/1.1\n" + Heads.HOST + "a:" + "v".repeat(before) + "@" + "w".repeat(after) + "\n\n", b -> Heads.isValueByte(b));
            }
        }
    }

    @Test
    void nothing_but_a_blank_stands_between_method_target_and_version() {
        everyByte("GET@/ HTTP/1.1\n" + Heads.HOST + "\n", b -> b == ' ');
        everyByte("GET /@HTTP/1.1\n" + Heads.HOST + "\n", b -> b == ' ');
    }

    @Test
    void every_prefix_of_a_valid_head_is_incomplete() {
        for (var text : new String[] {
            "\nGET http://a.test:80/b?c HTTP/1.1\nHost: a.test\nX:  y \\t\nEmpty:\nContent-Length: 3\n\n", "CONNECT [::1]:443 HTTP/1.0\n\n"}) {
            var bytes = dev.catena.testkit.WireText.bytes(text);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(Heads.outcome(Heads.request(Arrays.copyOf(bytes, length)))).as("the first %d bytes", length).isEqualTo("incomplete");
            }
            assertThat(Heads.request(bytes)).isInstanceOfSatisfying(Scanned.Complete.class,
                complete -> assertThat(complete.length()).isEqualTo(bytes.length));
        }
    }

    @Test
    void a_head_is_read_wherever_it_lies_in_the_array_and_keeps_nothing_of_it() {
        var text = "GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nX: y\r\n\r\n";
        var bytes = ("rubbish" + text + "POST").getBytes(StandardCharsets.ISO_8859_1);
        var head = (Scanned.Complete<RequestHead>) Heads.scanner().request(bytes, 7, bytes.length);
        Arrays.fill(bytes, (byte) '!');
        assertThat(head.length()).isEqualTo(text.length());
        assertThat(head.head().headers()).hasToString("Host: a.test\nX: y\n");
    }

    @ParameterizedTest
    @CsvSource({"0, complete", "-1, HEAD_TOO_LARGE"})
    void a_head_may_have_exactly_as_many_bytes_as_its_limit(int more, String outcome) {
        var text = "GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "y".repeat(500) + "\r\n\r\n";
        var scanner = new HeadScanner(new HeadLimits(text.length() + more, 10));
        assertThat(Heads.outcome(scanner.request(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length()))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GGGG", "GET /aaa", "GET / HTTP/1.1\r\nX: yyy", "GET / HTTP/1.1\r\nXXX", "GET / HTTP/1.1\r\nX: y\r\nX: y\r\n"})
    void a_head_without_an_end_is_too_large_once_the_limit_is_reached(String start) {
        var text = start + start.substring(start.length() - 1).repeat(100);
        if (start.endsWith("\n")) text = start + "X: y\r\n".repeat(20);
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var scanner = new HeadScanner(new HeadLimits(64, 1000));
        assertThat(Heads.outcome(scanner.request(bytes, 0, 63))).isEqualTo("incomplete");
        assertThat(Heads.outcome(scanner.request(bytes, 0, 64))).isEqualTo("HEAD_TOO_LARGE");
        assertThat(Heads.outcome(scanner.request(bytes, 0, bytes.length))).isEqualTo("HEAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({"9, complete", "10, TOO_MANY_FIELDS"})
    void a_head_may_have_exactly_as_many_fields_as_its_limit(int more, String outcome) {
        var bytes = ("GET / HTTP/1.1\r\nHost: a.test\r\n" + "X: y\r\n".repeat(more) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Heads.outcome(new HeadScanner(new HeadLimits(1000, 10)).request(bytes, 0, bytes.length))).isEqualTo(outcome);
    }

    @Test
    void the_parts_of_a_head_are_told_apart() {
        var head = Heads.complete(Heads.request("PUT http://A.test:81/b?c HTTP/1.1\nhost: x\nX:  a  b \\t\ncontent-length: 07\n\n"));
        assertThat(head.method()).isEqualTo(Method.PUT);
        assertThat(head.rawTarget()).isEqualTo("http://A.test:81/b?c");
        assertThat(head.target()).isEqualTo(new Target.Absolute("http", "a.test", 81, "/b?c"));
        assertThat(head.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(head.headers()).hasToString("host: x\nX: a  b\ncontent-length: 07\n");
        assertThat(head.body()).isEqualTo(new BodyLength.Exactly(7));
    }

    private static void everyByte(String text, java.util.function.IntPredicate legal) {
        for (int b = 0; b < 256; b++) {
            boolean complete = Heads.request(Heads.with(text, b)) instanceof Scanned.Complete;
            if (complete != legal.test(b)) throw new AssertionError("octet 0x%02x in %s: %s".formatted(b, text, complete ? "read" : "refused"));
        }
    }
}
