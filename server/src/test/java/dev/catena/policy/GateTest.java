// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.net.OwnSockets;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private final OwnSockets own = new OwnSockets(List.of("proxy.example"));
    private final Gate gate = new Gate("branch-7", true, own);

    @BeforeEach
    void bind() {
        own.replace(List.of(new InetSocketAddress("127.0.0.1", 3128)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET http://www.example/", "CONNECT www.example:443", "OPTIONS http://www.example", "POST http://[::1]:8080/x"})
    void a_request_for_a_proxy_proceeds_as_it_came(String request) {
        var head = Requests.of(request);
        assertThat(gate.admit(head)).isEqualTo(new Admission.Proceed(head));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Via: 1.1 branch-7", "Via: 1.1 a, 1.0 branch-7 (Catena)", "Via: HTTP/1.1 branch-7", "Via: 1.1 a (it's \"open), 1.1 branch-7",
        "Via: 1.1 a (open, 1.1 branch-7", "Via: 1.1 a,1.1\tbranch-7,"})
    void a_request_that_came_through_us_is_a_loop(String via) {
        assertThat(refused(Requests.of("GET http://www.example/", via))).isEqualTo(RefusalCode.LOOP);
        assertThat(refused(Requests.of("CONNECT www.example:443", via))).isEqualTo(RefusalCode.LOOP);
        assertThat(refused(Requests.of("GET http://www.example/", "Via: 1.1 other", via))).isEqualTo(RefusalCode.LOOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via: 1.1 branch-70", "Via: 1.1 my-branch-7", "Via: 1.1 a (branch-7)", "Via: branch-7", "Via: 1.1 branch-7:80", "Via: 1.1"})
    void a_name_like_ours_is_no_loop(String via) {
        assertThat(gate.admit(Requests.of("GET http://www.example/", via))).isInstanceOf(Admission.Proceed.class);
    }

    @Test
    void trace_is_never_forwarded() {
        assertThat(refused(Requests.of("TRACE http://www.example/", "Max-Forwards: 0"))).isEqualTo(RefusalCode.METHOD_NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "10, 9", "0010, 9", "99999999999999999999999, 999999"})
    void the_hops_of_an_options_are_counted_down(String before, String after) {
        var head = Requests.of("OPTIONS http://www.example/", "Max-Forwards: " + before);
        assertThat(gate.admit(head)).isInstanceOf(Admission.Proceed.class);
        assertThat(Gate.forwardedMaxForwards(head)).contains(after);
    }

    @Test
    void an_options_without_hops_left_is_answered_here() {
        assertThat(gate.admit(Requests.of("OPTIONS http://www.example/", "Max-Forwards: 0"))).isInstanceOf(Admission.Answer.class);
        assertThat(gate.admit(Requests.of("OPTIONS *", "Host: www.example"))).isInstanceOf(Admission.Answer.class);
    }

    @Test
    void the_hops_of_other_methods_mean_nothing() {
        var head = Requests.of("GET http://www.example/", "Max-Forwards: 0");
        assertThat(gate.admit(head)).isInstanceOf(Admission.Proceed.class);
        assertThat(Gate.forwardedMaxForwards(head)).isEmpty();
        assertThat(Gate.forwardedMaxForwards(Requests.of("OPTIONS http://www.example/"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Max-Forwards: x", "Max-Forwards: -1", "Max-Forwards: 1, 2", "Max-Forwards: 1.0", "Max-Forwards:"})
    void hops_that_are_no_number_are_refused(String field) {
        assertThat(refused(Requests.of("OPTIONS http://www.example/", field))).isEqualTo(RefusalCode.REQUEST_MALFORMED);
    }

    @Test
    void two_numbers_of_hops_are_refused() {
        assertThat(refused(Requests.of("OPTIONS http://www.example/", "Max-Forwards: 1", "Max-Forwards: 1"))).isEqualTo(RefusalCode.REQUEST_MALFORMED);
    }

    @Test
    void only_100_continue_may_be_expected() {
        assertThat(gate.admit(Requests.of("POST http://www.example/", "Expect: 100-Continue"))).isInstanceOf(Admission.Proceed.class);
        assertThat(refused(Requests.of("POST http://www.example/", "Expect: 200-ok"))).isEqualTo(RefusalCode.EXPECTATION_FAILED);
        assertThat(refused(Requests.of("POST http://www.example/", "Expect: 100-continue, more"))).isEqualTo(RefusalCode.EXPECTATION_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"https://www.example/, CONNECT", "ftp://ftp.example/x, FTP client", "ws://www.example/, upgrade", "gopher://www.example/, http://"})
    void other_schemes_are_refused_with_the_way_out(String url, String remedy) {
        var admission = gate.admit(Requests.of("GET " + url));
        assertThat(admission).isInstanceOfSatisfying(Admission.Rejected.class, rejected -> {
            assertThat(rejected.refusal().code()).isEqualTo(RefusalCode.SCHEME_NOT_SERVED);
            assertThat(rejected.refusal().remedy()).contains(remedy);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "www.example, http, www.example, 80", "WWW.example:8080, http, www.example, 8080", "[2001:db8::1], http, 2001:db8::1, 80",
        "localhost, http, localhost, 80", "127.0.0.1:8000, http, 127.0.0.1, 8000"})
    void origin_form_is_rewritten_with_its_host(String hostField, String scheme, String host, int port) {
        var admission = gate.admit(Requests.of("GET /path?q", "Host: " + hostField));
        assertThat(admission).isInstanceOfSatisfying(Admission.Proceed.class,
            proceed -> assertThat(proceed.request().target()).isEqualTo(new Target.Absolute(scheme, host, port, "/path?q")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:3128", "127.1:3128", "localhost:3128", "proxy.example:3128", "PROXY.example.:3128", "2130706433:3128"})
    void origin_form_for_ourselves_is_not_for_a_proxy(String host) {
        assertThat(refused(Requests.of("GET /", "Host: " + host))).isEqualTo(RefusalCode.NOT_A_PROXY_REQUEST);
    }

    @Test
    void origin_form_needs_a_host_and_a_listener_that_takes_it() {
        assertThat(refused(Requests.read("GET / HTTP/1.0\r\n\r\n"))).isEqualTo(RefusalCode.NOT_A_PROXY_REQUEST);
        assertThat(refused(Requests.of("GET /", "Host:"))).isEqualTo(RefusalCode.NOT_A_PROXY_REQUEST);
        var strict = new Gate("branch-7", false, own);
        assertThat(strict.admit(Requests.of("GET /", "Host: www.example"))).isInstanceOf(Admission.Rejected.class);
    }

    private RefusalCode refused(RequestHead request) {
        return switch (gate.admit(request)) {
            case Admission.Rejected(var refusal) -> refusal.code();
            case Admission.Proceed _, Admission.Answer _ -> throw new AssertionError("not refused: " + request.rawTarget());
        };
    }
}
