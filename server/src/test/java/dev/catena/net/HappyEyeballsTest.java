// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import static dev.catena.net.AddressGuard.Access.ALLOW;
import static dev.catena.net.AddressGuard.Access.FROM_LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.HappyEyeballs.Outcome;
import dev.catena.testkit.TestClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HappyEyeballsTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);
    private static Loops loops;
    private static EventLoop loop;
    private final TestClock clock = new TestClock();
    private final OwnSockets own = new OwnSockets(List.of());
    private final AddressGuard guard = new AddressGuard(ALLOW, FROM_LOOPBACK, own);
    private final Stage stage = new Stage();

    @BeforeAll
    static void startLoops() {
        loops = new Loops(Transport.NIO, 1);
        loop = loops.contexts().getFirst().loop();
    }

    @AfterAll
    static void stopLoops() {
        loops.close();
    }

    @AfterEach
    void leave_nothing_open() throws Exception {
        onLoop(() -> {
            for (var channel : stage.channels) channel.close();
            return "closed";
        });
    }

    @Test
    void the_first_address_that_answers_wins_and_the_rest_is_not_tried() throws Exception {
        stage.at("2001:db8::1", Script.ACCEPT).at("192.0.2.1", Script.ACCEPT);
        assertThat(connected(race(NEVER, NEVER), "192.0.2.1", "2001:db8::1").address().getAddress()).isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(stage.dialled).containsExactly("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void a_failure_gives_the_turn_to_the_next_at_once() throws Exception {
        stage.at("2001:db8::1", Script.REFUSE).at("192.0.2.1", Script.ACCEPT);
        connected(race(NEVER, NEVER), "192.0.2.1", "2001:db8::1");
        assertThat(stage.dialled).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
    }

    @Test
    void a_silent_address_is_overtaken_after_the_delay_and_closed() throws Exception {
        stage.at("2001:db8::1", Script.HANG).at("192.0.2.1", Script.ACCEPT);
        connected(race(SOON, NEVER), "192.0.2.1", "2001:db8::1");
        assertThat(stage.channels.getFirst().isOpen()).isFalse();
    }

    @Test
    void a_winner_that_comes_too_late_is_closed() throws Exception {
        stage.at("2001:db8::1", Script.HANG).at("192.0.2.1", Script.ACCEPT);
        connected(race(SOON, NEVER), "192.0.2.1", "2001:db8::1");
        var late = stage.newChannel();
        var promise = late.newPromise();
        stage.at("2001:db8::2", Script.HANG).give(promise);
        refused(race(NEVER, SOON), "2001:db8::2");
        onLoop(() -> promise.setSuccess());
        onLoop(() -> "the listeners have run");
        assertThat(late.isOpen()).isFalse();
    }

    @Test
    void all_together_end_at_the_deadline() throws Exception {
        stage.at("2001:db8::1", Script.HANG).at("192.0.2.1", Script.HANG);
        var refusal = refused(race(Duration.ofMillis(1), Duration.ofMillis(60)), "192.0.2.1", "2001:db8::1");
        assertThat(refusal.code()).isEqualTo(RefusalCode.CONNECTION_TIMEOUT);
        assertThat(refusal.cause()).isEqualTo("[2001:db8:0:0:0:0:0:1]:80 and 1 more did not accept a connection within 60ms");
        assertThat(stage.channels).allSatisfy(channel -> assertThat(channel.isOpen()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE, UNREACHABLE, CONNECTION_REFUSED", "UNREACHABLE, REFUSE, CONNECTION_REFUSED", "HANG, REFUSE, CONNECTION_REFUSED",
        "HANG, UNREACHABLE, UNROUTABLE", "UNREACHABLE, HANG, UNROUTABLE", "HANG, HANG, CONNECTION_TIMEOUT", "FORBIDDEN, HANG, UNROUTABLE",
        "TIMEOUT, TIMEOUT, CONNECTION_TIMEOUT"})
    void of_several_failures_the_most_telling_is_told(Script six, Script four, RefusalCode told) throws Exception {
        stage.at("2001:db8::1", six).at("192.0.2.1", four);
        assertThat(refused(race(Duration.ofMillis(1), Duration.ofMillis(50)), "192.0.2.1", "2001:db8::1").code()).isEqualTo(told);
    }

    @Test
    void what_the_guard_prohibits_is_not_dialled() throws Exception {
        stage.at("192.0.2.1", Script.ACCEPT);
        connected(race(NEVER, NEVER), "169.254.169.254", "127.0.0.1", "fe80::1", "192.0.2.1");
        assertThat(stage.dialled).containsExactly("192.0.2.1");
        assertThat(refused(race(NEVER, NEVER), "169.254.169.254", "127.0.0.1").code()).isEqualTo(RefusalCode.DESTINATION_PROHIBITED);
        stage.at("192.0.2.2", Script.REFUSE);
        assertThat(refused(race(NEVER, NEVER), "169.254.169.254", "192.0.2.2").code()).isEqualTo(RefusalCode.CONNECTION_REFUSED);
        own.replace(List.of(new InetSocketAddress("192.0.2.9", 80)));
        assertThat(refused(race(NEVER, NEVER), "192.0.2.9").code()).isEqualTo(RefusalCode.LOOP);
    }

    @Test
    void families_take_turns_and_duplicates_are_dropped() throws Exception {
        for (var address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2")) stage.at(address, Script.REFUSE);
        refused(race(NEVER, NEVER), "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3", "2001:db8::1", "2001:db8::2");
        assertThat(stage.dialled).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1", "2001:db8:0:0:0:0:0:2", "192.0.2.2", "192.0.2.3");
    }

    @Test
    void what_failed_lately_is_tried_last_until_it_is_forgotten_or_works() throws Exception {
        stage.at("2001:db8::1", Script.REFUSE).at("192.0.2.1", Script.ACCEPT);
        var race = race(NEVER, NEVER);
        for (int i = 0; i < 2; i++) connected(race, "2001:db8::1", "192.0.2.1");
        assertThat(stage.dialled).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1", "192.0.2.1");
        clock.advance(RecentFailures.REMEMBERED);
        connected(race, "2001:db8::1", "192.0.2.1");
        assertThat(stage.dialled).hasSize(5);
    }

    @Test
    void only_so_many_addresses_are_tried() throws Exception {
        var many = new ArrayList<String>();
        for (int i = 1; i <= 40; i++) {
            many.add("192.0.2." + i);
            stage.at("192.0.2." + i, Script.REFUSE);
        }
        refused(race(NEVER, NEVER), many.toArray(String[]::new));
        assertThat(stage.dialled).hasSize(HappyEyeballs.ADDRESSES_MAX);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "AUTO"})
    void real_sockets_connect_and_are_refused(Transport transport) throws Exception {
        try (var these = new Loops(transport, 1); var server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
            var race = new HappyEyeballs(these.contexts().getFirst().loop(), NEVER, Duration.ofSeconds(10), clock);
            var addresses = List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"));
            var won = these.contexts().getFirst().loop().submit(() -> race.connect(addresses, server.getLocalPort(), guard, true, address -> dial(these, address)))
                .get(10, TimeUnit.SECONDS).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(won).isInstanceOfSatisfying(Outcome.Connected.class, connected -> {
                assertThat(connected.address().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
                assertThat(connected.channel().isActive()).isTrue();
                connected.channel().close().syncUninterruptibly();
            });
            var lost = these.contexts().getFirst().loop().submit(() -> race.connect(List.of(InetAddress.ofLiteral("127.0.0.2")), server.getLocalPort(), guard, true, address -> dial(these, address)))
                .get(10, TimeUnit.SECONDS).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(lost).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.refusal().code()).isEqualTo(RefusalCode.CONNECTION_REFUSED);
                assertThat(failed.refusal().cause()).isEqualTo("127.0.0.2:%d refused the connection".formatted(server.getLocalPort()));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "AUTO"})
    void a_real_server_that_accepts_nobody_ends_at_the_deadline(Transport transport) throws Exception {
        var fillers = new ArrayList<SocketChannel>();
        try (var these = new Loops(transport, 1); var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            for (int i = 0; i < 4; i++) fillers.add(beginConnecting(server.getLocalPort()));
            var race = new HappyEyeballs(these.contexts().getFirst().loop(), NEVER, Duration.ofMillis(200), clock);
            var lost = these.contexts().getFirst().loop().submit(() -> race.connect(List.of(InetAddress.ofLiteral("127.0.0.1")), server.getLocalPort(), guard, true, address -> dial(these, address)))
                .get(10, TimeUnit.SECONDS).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(lost).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.refusal().code()).isEqualTo(RefusalCode.CONNECTION_TIMEOUT));
        } finally {
            for (var filler : fillers) filler.close();
        }
    }

    @Test
    void a_socket_that_cannot_be_opened_is_told() throws Exception {
        var outcome = onLoop(() -> race(NEVER, NEVER).connect(List.of(InetAddress.ofLiteral("192.0.2.1")), 80, guard, false,
            address -> new Bootstrap().group(loop).channelFactory(HappyEyeballsTest::noSocket).handler(new ChannelInboundHandlerAdapter()).connect(address)));
        assertThat(outcome.toCompletableFuture().get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(Outcome.Failed.class,
            failed -> assertThat(failed.refusal().cause()).isEqualTo("no connection to 192.0.2.1:80 could be opened: Too many open files"));
    }

    private static Channel noSocket() {
        throw new ChannelException("Too many open files");
    }

    private static SocketChannel beginConnecting(int port) throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        return channel;
    }

    private static ChannelFuture dial(Loops loops, InetSocketAddress address) {
        return new Bootstrap().group(loops.contexts().getFirst().loop()).channel(loops.socket())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address);
    }

    private HappyEyeballs race(Duration delay, Duration timeout) {
        return new HappyEyeballs(loop, delay, timeout, clock);
    }

    private Outcome.Connected connected(HappyEyeballs race, String... addresses) throws Exception {
        return switch (outcome(race, addresses)) {
            case Outcome.Connected connected -> connected;
            case Outcome.Failed(var refusal) -> throw new AssertionError(refusal);
        };
    }

    private Refusal refused(HappyEyeballs race, String... addresses) throws Exception {
        return switch (outcome(race, addresses)) {
            case Outcome.Connected connected -> throw new AssertionError(connected);
            case Outcome.Failed(var refusal) -> refusal;
        };
    }

    private Outcome outcome(HappyEyeballs race, String... addresses) throws Exception {
        var list = List.of(addresses).stream().map(InetAddress::ofLiteral).toList();
        return onLoop(() -> race.connect(list, 80, guard, false, stage::dial)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(10, TimeUnit.SECONDS);
    }

    /** What becomes of a connection. */
    enum Script { ACCEPT, REFUSE, UNREACHABLE, TIMEOUT, FORBIDDEN, HANG }

    /** Connects nowhere, by script; used on the loop only, but for what the test looks at afterwards. */
    private static final class Stage {
        final List<Channel> channels = new ArrayList<>();
        final List<String> dialled = new ArrayList<>();
        private final Map<InetAddress, Script> scripts = new HashMap<>();
        private ChannelPromise given;

        Stage at(String address, Script script) {
            scripts.put(InetAddress.ofLiteral(address), script);
            return this;
        }

        /** The next one to hang hangs on this. */
        void give(ChannelPromise promise) {
            given = promise;
        }

        Channel newChannel() throws Exception {
            return onLoop(this::open);
        }

        ChannelFuture dial(InetSocketAddress address) {
            dialled.add(address.getAddress().getHostAddress());
            var promise = given != null ? given : open().newPromise();
            given = null;
            return switch (scripts.get(address.getAddress())) {
                case ACCEPT -> promise.setSuccess();
                case REFUSE -> promise.setFailure(new ConnectException("Connection refused: /" + address));
                case UNREACHABLE -> promise.setFailure(new SocketException("Network is unreachable"));
                case TIMEOUT -> promise.setFailure(new ConnectException("Connection timed out"));
                case FORBIDDEN -> promise.setFailure(new SocketException("Permission denied: /" + address));
                case HANG -> promise;
            };
        }

        private Channel open() {
            var channel = new NioSocketChannel();
            loop.register(channel);
            channels.add(channel);
            return channel;
        }
    }
}
