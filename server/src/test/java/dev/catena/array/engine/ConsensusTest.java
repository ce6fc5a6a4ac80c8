// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.catena.array.ArrayMember;
import dev.catena.array.ArraySettings;
import dev.catena.array.Doubted;
import dev.catena.array.MemberDuties;
import dev.catena.array.MembershipTest;
import dev.catena.array.SharedSettings;
import dev.catena.array.WriteOutcome;
import dev.catena.identity.LogInEvent;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines that agree, in one process. */
@Timeout(180)
class ConsensusTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Member> members = new ArrayList<>();

    /** An engine, and what it was told to obey. */
    private static final class Member implements MemberDuties, AutoCloseable {
        final ArraySettings settings;
        final ArrayEngine engine;
        final List<LogInEvent> heard = new CopyOnWriteArrayList<>();
        final List<LogInEvent> refusals = new CopyOnWriteArrayList<>();
        volatile SharedSettings obeyed = SharedSettings.NONE;

        Member(ArraySettings settings) throws IOException {
            this.settings = settings;
            var clock = InstantSource.system();
            var self = new ArrayMember(settings.proxy(), settings.address(), 100, ArrayMember.State.UP, clock.instant(), 0);
            engine = ArrayEngine.join(settings, new Access("", Optional.empty(), _ -> List.of()), self, this, clock, _ -> { });
        }

        @Override
        public int purge(String kind, String text) {
            return 0;
        }

        @Override
        public void doubt(Doubted doubted) {}

        @Override
        public String obey(SharedSettings wanted) {
            if (wanted.text().contains("impossible")) return "impossible here";
            obeyed = wanted;
            return "";
        }

        @Override
        public void heard(LogInEvent event) {
            heard.add(event);
        }

        @Override
        public List<LogInEvent> refusals() {
            return refusals;
        }

        boolean agrees(int voters) {
            return engine.quorum().filter(quorum -> quorum.voters().size() == voters && quorum.hindrance().isEmpty() && quorum.leader().isPresent()).isPresent();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @AfterEach
    void end() {
        members.forEach(Member::close);
    }

    private static int pair() {
        for (int tries = 0; tries < 1000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (isFree(port + 1)) return port;
        }
        throw new AssertionError("no port is free");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private ArraySettings settings(int address, List<Integer> join) {
        var text = "array: {name: branch, address: '127.0.0.1:%d', join: [%s], proxy: '127.0.0.1:%d', folder: '%s', engine: {silence: 2s}}".formatted(address,
            join.stream().map("'127.0.0.1:%d'"::formatted).collect(Collectors.joining(", ")), address, folder);
        return switch (SettingsReader.of(MembershipTest.File.class).read("f", text, List.of())) {
            case Reading.Usable<MembershipTest.File>(var file, _) -> file.array();
            case Reading.Faulty<MembershipTest.File>(var faults) -> throw new AssertionError(faults.toString());
        };
    }

    private Member start(int address, List<Integer> join) throws IOException {
        var member = new Member(settings(address, join));
        members.add(member);
        return member;
    }

    private void stop(Member member) {
        members.remove(member);
        member.close();
    }

    private static void await(String what, BooleanSupplier fact) {
        Patience.until(what, PATIENCE, fact);
    }

    private static void awaitAgreeing(int voters, Member... all) {
        for (var member : all) await("%s to agree with the others".formatted(member.settings.address()), () -> member.agrees(voters));
    }

    private static void awaitEpoch(long epoch, Member... all) {
        for (var member : all) await("%s to obey epoch %d".formatted(member.settings.address(), epoch), () -> member.obeyed.epoch() == epoch);
    }

    @Test
    void a_port_that_is_taken_is_named_with_its_setting() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = taken.getLocalPort() - 1;
            assertThatIOException().isThrownBy(() -> start(address, List.of(address)))
                .withMessageContaining(String.valueOf(taken.getLocalPort())).withMessageContaining("`array.engine.port`");
        }
    }

    @Test
    void what_one_writes_all_obey_and_who_comes_second_is_told_so() throws IOException {
        var ports = List.of(pair(), pair(), pair());
        var a = start(ports.get(0), ports);
        assertThat(a.engine.write(0, "policy: []")).isInstanceOfSatisfying(WriteOutcome.NoMajority.class,
            no -> assertThat(no.why()).contains("not founded", "127.0.0.1:" + ports.get(1), "127.0.0.1:" + ports.get(2)));
        var b = start(ports.get(1), ports);
        var c = start(ports.get(2), ports);
        awaitAgreeing(3, a, b, c);

        assertThat(b.engine.write(0, "one")).isEqualTo(new WriteOutcome.Written(1));
        awaitEpoch(1, a, b, c);
        assertThat(c.obeyed.text()).isEqualTo("one");
        assertThat(a.engine.write(0, "two")).isInstanceOfSatisfying(WriteOutcome.Conflict.class, late -> assertThat(late.there().words()).isEqualTo(b.obeyed.words()));
        assertThat(c.engine.write(1, "impossible")).isEqualTo(new WriteOutcome.Written(2));
        await("all to say that they cannot", () -> a.engine.quorum().orElseThrow().standings().values().stream()
            .filter(standing -> standing.epoch() == 1 && standing.trouble().equals("epoch 2: impossible here")).count() == 3);
        assertThat(a.engine.write(2, "three")).isEqualTo(new WriteOutcome.Written(3));
        awaitEpoch(3, a, b, c);
    }

    @Test
    void a_member_that_comes_later_adopts_and_may_be_admitted_and_dismissed() throws IOException {
        int first = pair();
        var a = start(first, List.of(first));
        awaitAgreeing(1, a);
        for (int i = 0; i < 5; i++) assertThat(a.engine.write(i, "text " + i)).isEqualTo(new WriteOutcome.Written(i + 1));

        int second = pair();
        var b = start(second, List.of(first, second));
        awaitEpoch(5, b);
        assertThat(b.engine.quorum().orElseThrow().voters()).containsExactly("127.0.0.1:" + first);
        assertThat(b.engine.write(5, "by one who does not vote")).isEqualTo(new WriteOutcome.Written(6));
        awaitEpoch(6, a, b);

        assertThat(a.engine.admit("127.0.0.1:" + second, true)).isInstanceOf(WriteOutcome.Written.class);
        awaitAgreeing(2, a, b);
        assertThat(b.engine.write(6, "by two")).isEqualTo(new WriteOutcome.Written(7));
        awaitEpoch(7, a, b);
        stop(b);
        await("the other to be missed", () -> !a.engine.quorum().orElseThrow().hindrance().isEmpty());
        assertThat(a.engine.write(7, "alone")).isInstanceOfSatisfying(WriteOutcome.NoMajority.class, no -> assertThat(no.why())
            .contains("1 of 2 voters (127.0.0.1:%d)".formatted(first), "2 are needed; not seen: 127.0.0.1:" + second));

        var again = start(second, List.of(first, second));
        assertThat(again.engine.known().settings().text()).as("what it had kept").isEqualTo("by two");
        awaitAgreeing(2, a, again);
        awaitEpoch(7, again);
        assertThat(a.engine.admit("127.0.0.1:" + second, false)).isInstanceOf(WriteOutcome.Written.class);
        awaitAgreeing(1, a);
        assertThat(a.engine.write(7, "alone again")).isEqualTo(new WriteOutcome.Written(8));
        awaitEpoch(8, again);
    }

    @Test
    void who_is_drained_stays_so_over_a_restart_of_everybody() throws IOException {
        var ports = List.of(pair(), pair());
        var a = start(ports.get(0), ports);
        var b = start(ports.get(1), ports);
        awaitAgreeing(2, a, b);
        assertThat(a.engine.drain(b.settings.proxy(), true)).hasSize(1).allMatch(said -> said.done() && said.words().equals("drained"));
        await("it to know of it itself", () -> b.engine.known().drained().contains(b.settings.proxy()));
        stop(a);
        stop(b);
        var again = start(ports.get(1), ports);
        assertThat(again.engine.known().drained()).containsExactly(b.settings.proxy());
    }

    @Test
    void what_became_of_log_ins_is_told_to_all_and_to_who_comes_later() throws IOException {
        var ports = List.of(pair(), pair());
        var a = start(ports.get(0), ports);
        var refused = new LogInEvent.HopRefused("head-office", "CORP\\branch", "0123");
        a.refusals.add(refused);
        var b = start(ports.get(1), ports);
        await("what was refused before to be told", () -> b.heard.contains(refused));
        var events = List.of(new LogInEvent.Failed("alice", InetAddress.getByName("2001:db8::1")), new LogInEvent.Succeeded("alice", InetAddress.getByName("192.0.2.1")),
            new LogInEvent.DomainFailed("corp\\bob"), new LogInEvent.DomainForgave("corp\\bob"), new LogInEvent.HopRefused("u", "me", ""));
        events.forEach(b.engine::tell);
        await("the events to be told", () -> a.heard.containsAll(events));
    }

    @Test
    void the_log_stays_small() throws IOException {
        int port = pair();
        var a = start(port, List.of(port));
        awaitAgreeing(1, a);
        var text = "# " + "x".repeat(200_000);
        for (int i = 0; i < 20; i++) assertThat(a.engine.write(i, text)).isEqualTo(new WriteOutcome.Written(i + 1));
        stop(a);
        try (var log = new RaftLog(a.settings.home())) {
            assertThat(log.bytes()).isLessThan(3_000_000);
        }
        var again = start(port, List.of(port));
        assertThat(again.engine.known().settings().epoch()).isEqualTo(20);
        awaitAgreeing(1, again);
        assertThat(again.engine.write(20, "short")).isEqualTo(new WriteOutcome.Written(21));
    }
}
