// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.ArrayKey;
import dev.catena.array.ArrayMember;
import dev.catena.array.ArrayMember.State;
import dev.catena.array.ArraySettings;
import dev.catena.array.Doubted;
import dev.catena.array.HotKeys;
import dev.catena.array.Loads;
import dev.catena.array.MemberDuties;
import dev.catena.array.Membership;
import dev.catena.array.Quorum;
import dev.catena.array.Roster;
import dev.catena.array.Standing;
import dev.catena.array.WriteOutcome;
import dev.catena.array.engine.Access;
import dev.catena.array.engine.ArrayEngine;
import dev.catena.base.Offload;
import dev.catena.identity.LogInEvent;
import dev.catena.net.OwnCertificate;
import dev.catena.route.UpstreamHealth;
import dev.catena.route.UpstreamSettings;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** This proxy's place in its array: who the members are, for as long as it runs, and the engine that tells. Without an array it does nothing. */
final class ArrayPlace implements AutoCloseable {
    /** Requests at a time that have something to ask of all members, and wait for what they say. */
    private static final int ERRANDS_MAX = 16;
    private static final int WAITING_MAX = 256;
    /** Longer than the engine waits for the last of them. */
    private static final Duration ERRAND_MAX = Duration.ofSeconds(10);

    /** How long members have until they go by settings that were agreed on. */
    private static final Duration OBEYING = Duration.ofSeconds(10);
    private static final WriteOutcome NOWHERE = new WriteOutcome.NoMajority("this proxy is no member of an array, or not yet");

    private final Offload errands = new Offload("array", ERRANDS_MAX, WAITING_MAX, ERRAND_MAX);
    private final UpstreamHealth health;
    private final InstantSource clock;
    private final Membership.Counts counts;
    private volatile List<ArrayMember> members;
    private volatile @Nullable ArrayEngine engine;

    ArrayPlace(ProxySettings settings, UpstreamHealth health, InstantSource clock) {
        this.health = health;
        this.clock = clock;
        this.counts = new Membership.Counts(new Loads(), new HotKeys(clock));
        this.members = settings.array().isOn() ? List.of(self(settings)) : List.of();
    }

    private ArrayMember self(ProxySettings settings) {
        var array = settings.array();
        return new ArrayMember(proxy(settings), array.address(), array.load(), State.UP, clock.instant(), settings.cache().memory().bytes() >> 20);
    }

    private static HostPort proxy(ProxySettings settings) {
        return settings.array().proxyOr(settings.listeners().getFirst().address());
    }

    /**
     * Joins the others.
     *
     * @param duties what they may ask of this one
     * @param names looks up where the members are
     * @param changed is called when the members changed
     * @throws IOException if the engine's port cannot be had, or the password cannot be read
     */
    void join(ProxySettings settings, MemberDuties duties, Function<String, List<InetAddress>> names, Runnable changed) throws IOException {
        if (!settings.array().isOn()) return;
        engine = ArrayEngine.join(settings.array(), new Access(secret(settings.array()), tls(settings.array()), names), self(settings), duties, clock, now -> {
            members = List.copyOf(now);
            changed.run();
        });
    }

    /** What the engine's connections are made with; none without certificates. */
    private static Optional<SSLContext> tls(ArraySettings array) throws IOException {
        if (!array.membersShowCertificates()) return Optional.empty();
        var own = OwnCertificate.read(array.tls().certificateFile().orElseThrow(), array.tls().key(), System::getenv);
        return Optional.of(own.mutual(OwnCertificate.certificates("ca", array.tls().caFile().orElseThrow())));
    }

    /** Tells the others what became of a log-in; does not block. */
    void tell(LogInEvent event) {
        var running = engine;
        if (running != null) running.tell(event);
    }

    /** Tells the others what an unsafe request has made doubtful; does not block. */
    void tell(List<String> urls, List<String> names) {
        var running = engine;
        if (running != null) running.tell(new Doubted(urls, names));
    }

    /**
     * Under which passwords are recognised by all members; empty if these have no secret in common.
     *
     * @throws IOException if the password cannot be read
     */
    byte[] logInKey(ProxySettings settings) throws IOException {
        var secret = settings.array().isOn() ? secret(settings.array()) : "";
        return secret.isEmpty() ? new byte[0] : ArrayKey.of("log-ins", settings.array().name(), secret);
    }

    private static String secret(ArraySettings array) throws IOException {
        if (!array.membersLogIn()) return "";
        try {
            return array.credentials().password().reveal(System::getenv);
        } catch (IllegalStateException missing) {
            throw new IOException("array.credentials: " + missing.getMessage(), missing);
        }
    }

    /** The other members, as an upstream of the array's name; empty without others. */
    Optional<UpstreamSettings> others(ProxySettings settings) {
        if (!settings.array().isOn()) return Optional.empty();
        var others = members.stream().filter(member -> !member.proxy().equals(proxy(settings))).map(ArrayMember::within).toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(settings.array().asUpstream(others));
    }

    /** The array as this member sees it now. */
    Optional<Membership> membership(ProxySettings settings) {
        var array = settings.array();
        if (!array.isOn()) return Optional.empty();
        var listener = settings.membersHaveOwnListener() ? Membership.LISTENER
            : settings.listeners().stream().filter(each -> each.address().equals(array.address())).findFirst().orElseThrow().name();
        var roster = new Roster(array.name(), array.hash(), array.ttl(), members);
        return Optional.of(new Membership(roster, proxy(settings), listener, array, health, counts,
            url -> errands.submit(() -> purge("url", url)), "Catena/" + ProxyServer.version(), clock));
    }

    /** Has everybody forget what is stored ({@link MemberDuties#purge}), this member included; empty without an array. */
    List<Acknowledgement> purge(String kind, String text) {
        var running = engine;
        return running == null ? List.of() : running.purge(kind, text);
    }

    /** Has a member own nothing, or its part again; empty if it is not there. */
    List<Acknowledgement> drain(HostPort proxy, boolean drained) {
        var running = engine;
        return running == null ? List.of() : running.drain(proxy, drained);
    }

    /** Obeys what the array agreed on, if this member could not before. */
    void lookAgain() {
        var running = engine;
        if (running != null) running.lookAgain();
    }

    /** What the array agreed on, as far as is known here. */
    Agreed known() {
        var running = engine;
        return running == null ? Agreed.NOTHING : running.known();
    }

    /** Who agrees in the array; empty without an array, and where its settings name nobody. */
    Optional<Quorum> quorum() {
        var running = engine;
        return running == null ? Optional.empty() : running.quorum();
    }

    /** How this member itself stands to what is agreed on. */
    Optional<Standing> standing() {
        var running = engine;
        return running == null ? Optional.empty() : running.standing();
    }

    /** Has all members obey other shared settings, if those of epoch {@code read} are still the ones. */
    WriteOutcome write(long read, String text) {
        var running = engine;
        return running == null ? NOWHERE : running.write(read, text);
    }

    /** Whether each member goes by the settings of that epoch; waits for those that can be seen, for some seconds at most. */
    List<Acknowledgement> obedience(long epoch) {
        long end = System.nanoTime() + OBEYING.toNanos();
        while (System.nanoTime() < end && members.stream().anyMatch(member -> member.state() != State.DOWN && !answer(member, epoch).settled())) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return members.stream().map(member -> answer(member, epoch).said()).toList();
    }

    private record Obeys(boolean settled, Acknowledgement said) {}

    private Obeys answer(ArrayMember member, long epoch) {
        var name = member.proxy().toString();
        var standing = quorum().map(quorum -> quorum.standings().get(member.proxy())).orElse(null);
        if (member.state() == State.DOWN || standing == null) return new Obeys(false, new Acknowledgement(name, false, 0, "is down: gets them when it is back"));
        if (standing.epoch() >= epoch) return new Obeys(true, new Acknowledgement(name, true, 0, "in force"));
        return standing.trouble().isEmpty() ? new Obeys(false, new Acknowledgement(name, false, 0, "did not say within %d s that it goes by them".formatted(OBEYING.toSeconds())))
            : new Obeys(true, new Acknowledgement(name, false, 0, "cannot: " + standing.trouble()));
    }

    /** Makes a member, by where the others reach it, one that counts for the majority, or one that does not. */
    WriteOutcome admit(String id, boolean admit) {
        var running = engine;
        return running == null ? NOWHERE : running.admit(id, admit);
    }

    @Override
    public void close() {
        var running = engine;
        engine = null;
        if (running != null) running.close();
        errands.close();
    }
}
