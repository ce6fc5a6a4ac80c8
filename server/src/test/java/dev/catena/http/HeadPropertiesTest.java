// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.WireText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Laws of reading heads, over seeded random heads and their mutations. */
class HeadPropertiesTest {
    @Property(tries = 5000)
    void what_is_read_of_a_mutated_request_prints_to_the_same_head(Cases cases) {
        var bytes = bytes(cases.mutated(request(cases)));
        if (!(Heads.request(bytes) instanceof Scanned.Complete<RequestHead>(var head, int length))) return;
        assertThat(length).isLessThanOrEqualTo(bytes.length);
        var printed = new WireBuffer(16).put(head.method().token()).put(" ").put(head.rawTarget()).put(" ").put(head.version().text()).crlf();
        head.headers().writeTo(printed);
        var again = Heads.complete(Heads.request(printed.crlf().toByteArray()));
        assertThat(again).isEqualTo(head);
    }

    @Property(tries = 5000)
    void what_is_read_of_a_mutated_response_prints_to_the_same_head(Cases cases) {
        var bytes = bytes(cases.mutated(response(cases)));
        if (!(Heads.response(bytes) instanceof Scanned.Complete<ResponseHead>(var head, _))) return;
        var printed = new WireBuffer(16).put(head.version().text()).put(" ").put(head.status()).put(" ").put(head.reason()).crlf();
        head.headers().writeTo(printed);
        assertThat(Heads.complete(Heads.response(printed.crlf().toByteArray()))).isEqualTo(head);
    }

    @Property(tries = 1000)
    void a_head_is_incomplete_or_faulty_until_its_last_byte_and_the_rest_does_not_matter(Cases cases) {
        var bytes = bytes(cases.flip() ? request(cases) : cases.mutated(request(cases)));
        if (!(Heads.request(bytes) instanceof Scanned.Complete<RequestHead>(var head, int length))) return;
        int cut = cases.integer(0, length - 1);
        assertThat(Heads.outcome(Heads.request(Arrays.copyOf(bytes, cut)))).as("%d of %d bytes of %s", cut, length, WireText.show(bytes))
            .isEqualTo("incomplete");
        var followed = Arrays.copyOf(bytes, length + 20);
        Arrays.fill(followed, length, followed.length, (byte) cases.integer(0, 255));
        assertThat(Heads.request(followed)).isEqualTo(new Scanned.Complete<>(head, length));
    }

    @Property(tries = 2000)
    void a_fault_stays_a_fault_whatever_follows(Cases cases) {
        var bytes = bytes(cases.mutated(request(cases)));
        int cut = cases.integer(0, bytes.length);
        if (Heads.request(Arrays.copyOf(bytes, cut)) instanceof Scanned.Malformed) {
            assertThat(Heads.request(bytes)).isInstanceOf(Scanned.Malformed.class);
        }
    }

    @Property(tries = 2000)
    void the_end_of_a_head_in_pieces_is_found_where_scanning_at_each_piece_would_find_it(Cases cases) {
        var bytes = bytes(cases.flip() ? request(cases) : cases.mutated(request(cases)));
        var end = new HeadEnd();
        int have = 0;
        for (var slice : cases.slices(bytes)) {
            boolean reached = end.reached(slice, slice.length);
            have += slice.length;
            if (Heads.request(Arrays.copyOf(bytes, have)) instanceof Scanned.Complete) {
                assertThat(reached).as("at byte %d of %s", have, WireText.show(bytes)).isTrue();
            }
        }
    }

    @Property(tries = 2000)
    void random_bytes_are_never_more_than_refused(Cases cases) {
        var bytes = cases.bytes(300);
        Heads.request(bytes);
        Heads.response(bytes);
        Heads.scanner().trailers(bytes, 0, bytes.length);
    }

    private static String request(Cases cases) {
        var fields = new StringBuilder("Host: " + cases.host() + "\r\n");
        for (var _ : cases.listOf(0, 6, cases::token)) fields.append(cases.token()).append(": ").append(cases.fieldValue()).append("\r\n");
        var framing = cases.oneOf("", "", "Content-Length: " + cases.number(0, Long.MAX_VALUE) + "\r\n", "Transfer-Encoding: chunked\r\n");
        var target = cases.oneOf(cases.url(), "/" + cases.token().replace("#", ""), "http://[::1]:80/");
        return "%s %s HTTP/1.%d\r\n%s%s\r\n".formatted(cases.oneOf("GET", "POST", "OPTIONS", cases.token()), target, cases.integer(0, 2), fields, framing);
    }

    private static String response(Cases cases) {
        var fields = new StringBuilder();
        for (var _ : cases.listOf(0, 6, cases::token)) fields.append(cases.token()).append(": ").append(cases.fieldValue()).append("\r\n");
        return "HTTP/1.%d %d %s\r\n%s\r\n".formatted(cases.integer(0, 2), cases.integer(100, 999), cases.fieldValue(), fields);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
