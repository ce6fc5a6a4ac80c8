// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.settings.HostPort;
import dev.catena.testkit.NameServer;
import dev.catena.testkit.TestClock;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static Loops loops;
    @TempDir
    private Path directory;
    private final TestClock clock = new TestClock();
    private NameServer server;
    private final List<Resolver> open = new ArrayList<>();

    @BeforeAll
    static void startLoops() {
        loops = new Loops(Transport.NIO, 1);
    }

    @AfterAll
    static void stopLoops() {
        loops.close();
    }

    @BeforeEach
    void startServer() throws Exception {
        server = new NameServer();
    }

    @AfterEach
    void close() throws Exception {
        for (var resolver : open) onLoop(loops, () -> {
            resolver.close();
            return "closed";
        });
        server.close();
    }

    @Test
    void a_name_has_its_addresses_of_both_families() throws Exception {
        server.answers("www.example", 60, "192.0.2.1", "2001:db8::1");
        assertThat(addresses(resolver(LONG), "www.example")).containsExactlyInAnyOrder("192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(server.questions()).containsExactlyInAnyOrder("A www.example", "AAAA www.example");
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "AUTO"})
    void every_transport_can_ask(Transport transport) throws Exception {
        server.answers("www.example", 60, "192.0.2.1");
        try (var these = new Loops(transport, 1)) {
            var resolver = new Resolver(these.contexts().getFirst().loop(), settings(LONG, 100), HostsTable.of(settings(LONG, 100), directory.resolve("none")), new LookUpCounts(), clock);
            var resolution = onLoop(these, () -> resolver.resolve("www.example")).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(resolution).isInstanceOf(Resolution.Addresses.class);
            onLoop(these, () -> {
                resolver.close();
                return "closed";
            });
        }
    }

    @Test
    void an_answer_is_kept_as_long_as_it_says_and_is_there_at_once() throws Exception {
        server.answers("www.example", 60, "192.0.2.1");
        var resolver = resolver(LONG);
        addresses(resolver, "www.example");
        clock.advance(Duration.ofSeconds(59));
        var again = onLoop(loops, () -> resolver.resolve("WWW.Example"));
        assertThat(again.toCompletableFuture()).isCompleted();
        assertThat(server.questions()).hasSize(2);
        server.answers("www.example", 60, "192.0.2.2");
        clock.advance(Duration.ofSeconds(1));
        assertThat(addresses(resolver, "www.example")).containsExactly("192.0.2.2");
        assertThat(server.questions()).hasSize(4);
    }

    @Test
    void the_time_to_live_is_clamped() throws Exception {
        server.answers("short.example", 0, "192.0.2.1").answers("long.example", 86400, "192.0.2.1");
        var resolver = resolver(LONG);
        addresses(resolver, "short.example");
        addresses(resolver, "long.example");
        clock.advance(Duration.ofMillis(999));
        addresses(resolver, "short.example");
        assertThat(server.questions()).hasSize(4);
        clock.advance(Duration.ofMillis(1));
        addresses(resolver, "short.example");
        assertThat(server.questions()).hasSize(6);
        clock.advance(Duration.ofMinutes(5));
        addresses(resolver, "long.example");
        assertThat(server.questions()).hasSize(8);
    }

    @Test
    void a_name_that_does_not_exist_is_remembered_for_a_while() throws Exception {
        var resolver = resolver(LONG);
        var refusal = refused(resolver, "none.example");
        assertThat(refusal.code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(refusal.cause()).isEqualTo("the name none.example does not exist (NXDOMAIN)");
        int asked = server.questions().size();
        refused(resolver, "none.example");
        assertThat(server.questions()).hasSize(asked);
        clock.advance(Duration.ofSeconds(10));
        server.answers("none.example", 60, "192.0.2.1");
        assertThat(addresses(resolver, "none.example")).containsExactly("192.0.2.1");
    }

    @Test
    void a_name_without_addresses_is_not_found() throws Exception {
        server.answers("mail.example", 60);
        var refusal = refused(resolver(LONG), "mail.example");
        assertThat(refusal.code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(refusal.cause()).isEqualTo("the name mail.example has no address");
    }

    @Test
    void a_failing_name_server_is_named_by_its_code_and_soon_asked_again() throws Exception {
        server.fails("broken.example", NameServer.SERVFAIL);
        var resolver = resolver(LONG);
        var refusal = refused(resolver, "broken.example");
        assertThat(refusal.code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(refusal.cause()).isEqualTo("the name servers could not resolve broken.example (SERVFAIL)");
        server.answers("broken.example", 60, "192.0.2.1");
        clock.advance(Resolver.UNKNOWN_TTL);
        assertThat(addresses(resolver, "broken.example")).containsExactly("192.0.2.1");
    }

    @Test
    void silence_is_a_timeout() throws Exception {
        server.ignores("A", "slow.example").ignores("AAAA", "slow.example");
        var refusal = refused(resolver(Duration.ofMillis(100)), "slow.example");
        assertThat(refusal.code()).isEqualTo(RefusalCode.DNS_TIMEOUT);
        assertThat(refusal.cause()).contains("slow.example");
    }

    @Test
    void a_server_that_never_answers_about_ipv6_delays_nobody() throws Exception {
        server.answers("four.example", 60, "192.0.2.1").ignores("AAAA", "four.example");
        assertThat(addresses(resolver(LONG), "four.example")).containsExactly("192.0.2.1");
    }

    @Test
    void requests_for_one_name_at_once_ask_once() throws Exception {
        server.answers("www.example", 60, "192.0.2.1");
        var resolver = resolver(LONG);
        var both = onLoop(loops, () -> List.of(resolver.resolve("www.example"), resolver.resolve("www.EXAMPLE")));
        for (var one : both) one.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(server.questions()).hasSize(2);
    }

    @Test
    void the_name_asked_for_longest_ago_makes_room() throws Exception {
        server.answers("a.example", 60, "192.0.2.1").answers("b.example", 60, "192.0.2.2").answers("c.example", 60, "192.0.2.3");
        var resolver = resolver(settings(LONG, 2));
        for (var name : List.of("a.example", "b.example", "a.example", "c.example", "a.example")) addresses(resolver, name);
        assertThat(server.questions()).hasSize(6);
        addresses(resolver, "b.example");
        assertThat(server.questions()).hasSize(8);
    }

    @Test
    void the_settings_come_before_the_machines_table_and_both_before_the_servers() throws Exception {
        var file = Files.writeString(directory.resolve("hosts"), "192.0.2.7 one.example Two.example\n2001:db8::7 two.example\n");
        var settings = new DnsSettings(List.of(new HostPort("127.0.0.1", server.port())), Map.of("One.Example.", List.of(InetAddress.ofLiteral("192.0.2.9"))),
            LONG, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10), 100);
        var resolver = keep(new Resolver(loops.contexts().getFirst().loop(), settings, HostsTable.of(settings, file), new LookUpCounts(), clock));
        assertThat(addresses(resolver, "one.example")).containsExactly("192.0.2.9");
        assertThat(addresses(resolver, "two.example.")).containsExactlyInAnyOrder("192.0.2.7", "2001:db8:0:0:0:0:0:7");
        assertThat(server.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "192.0.2.1.", "::1", "::ffff:192.0.2.1", "localhost", "db.LOCALHOST."})
    void addresses_and_localhost_ask_nobody(String host) throws Exception {
        var resolver = resolver(LONG);
        assertThat(onLoop(loops, () -> resolver.resolve(host)).toCompletableFuture()).isCompleted();
        assertThat(addresses(resolver, host)).isNotEmpty();
        assertThat(server.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1", "2130706433", "0x7f.1", "0177.0.0.1", "1.2.3.4.5", "256.0.0.1", "a..example", ".example", "-!.example", "a%62.example", "fe80::1%1", "."})
    void odd_spellings_are_refused_without_a_question(String host) throws Exception {
        assertThat(refused(resolver(LONG), host).code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(server.questions()).isEmpty();
    }

    @Test
    void labels_have_their_limit() throws Exception {
        assertThat(refused(resolver(LONG), "a".repeat(64) + ".example").code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(refused(resolver(LONG), "a.".repeat(130) + "example").code()).isEqualTo(RefusalCode.NAME_NOT_FOUND);
        assertThat(server.questions()).isEmpty();
    }

    @Test
    void closing_ends_what_waits() throws Exception {
        server.ignores("A", "slow.example").ignores("AAAA", "slow.example");
        var resolver = resolver(LONG);
        var waiting = onLoop(loops, () -> resolver.resolve("slow.example"));
        onLoop(loops, () -> {
            resolver.close();
            return "closed";
        });
        assertThat(waiting.toCompletableFuture().get(10, TimeUnit.SECONDS)).isInstanceOf(Resolution.Failed.class);
    }

    private Resolver resolver(Duration timeout) {
        return resolver(settings(timeout, 100));
    }

    private Resolver resolver(DnsSettings settings) {
        return keep(new Resolver(loops.contexts().getFirst().loop(), settings, HostsTable.of(settings, directory.resolve("none")), new LookUpCounts(), clock));
    }

    private Resolver keep(Resolver resolver) {
        open.add(resolver);
        return resolver;
    }

    private DnsSettings settings(Duration timeout, int entriesMax) {
        return new DnsSettings(List.of(new HostPort("127.0.0.1", server.port())), Map.of(), timeout, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10), entriesMax);
    }

    private static List<String> addresses(Resolver resolver, String host) throws Exception {
        return switch (resolution(resolver, host)) {
            case Resolution.Addresses(var addresses) -> addresses.stream().map(InetAddress::getHostAddress).toList();
            case Resolution.Failed(var refusal) -> throw new AssertionError(refusal);
        };
    }

    private static Refusal refused(Resolver resolver, String host) throws Exception {
        return switch (resolution(resolver, host)) {
            case Resolution.Addresses(var addresses) -> throw new AssertionError(addresses);
            case Resolution.Failed(var refusal) -> refusal;
        };
    }

    private static Resolution resolution(Resolver resolver, String host) throws Exception {
        CompletionStage<Resolution> stage = onLoop(loops, () -> resolver.resolve(host));
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static <T> T onLoop(Loops loops, Callable<T> task) throws Exception {
        return loops.contexts().getFirst().loop().submit(task).get(10, TimeUnit.SECONDS);
    }
}
