// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.exchange.Hops;
import dev.catena.http.FieldName;
import dev.catena.identity.CredentialSettings;
import dev.catena.identity.Expectations;
import dev.catena.identity.Hop;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.IdentitySettings;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.LogInEvent;
import dev.catena.identity.Responder;
import dev.catena.identity.Scheme;
import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.observe.Metric;
import dev.catena.observe.Metrics;
import dev.catena.route.MemberId;
import dev.catena.route.RouteSettings;
import dev.catena.route.Router;
import dev.catena.route.UpstreamHealth;
import dev.catena.route.UpstreamSettings;
import dev.catena.upstream.Destination;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How we prove ourselves to upstreams: builds what the settings say, and keeps over reloads what was learned of them: what they want,
 * which passwords they refused, which members are down.
 */
final class HopProofs implements AutoCloseable {
    private final InstantSource clock;
    private final SecureRandom random;
    private final LockoutBudget budget;
    private final Expectations expectations;
    private final UpstreamHealth health;
    private final Tickets tickets;

    HopProofs(IdentitySettings settings, InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        var care = settings.upstreamLogIn();
        budget = new LockoutBudget(care.failures(), care.window(), clock, random);
        expectations = new Expectations(care.expectation(), clock);
        health = new UpstreamHealth(clock);
        tickets = new Tickets(budget, clock);
    }

    /** The settings are obeyed from now on. */
    void inForce(IdentitySettings settings) {
        var care = settings.upstreamLogIn();
        budget.use(care.failures(), care.window());
        expectations.use(care.expectation());
    }

    /** What upstreams refuse is told to the other members of the array; see {@link LockoutBudget#tell}. */
    void tell(byte[] key, Consumer<LogInEvent> others) {
        budget.tell(key, others);
    }

    /** What they tell. */
    void heard(LogInEvent event) {
        if (event instanceof LogInEvent.HopRefused refused) budget.refusedElsewhere(refused);
    }

    /** What one that has just come has to know. */
    List<LogInEvent> refusals() {
        return budget.refusals();
    }

    /** @param upstreams with the members they have now */
    Router router(List<RouteSettings> routes, List<UpstreamSettings> upstreams) {
        return Router.of(routes, upstreams, health);
    }

    /** @throws IOException if a password, a certificate or a key is not where the settings say */
    Hops hops(List<UpstreamSettings> reached, OwnSockets own) throws IOException {
        var members = new HashMap<MemberId, Hops.Member>();
        for (var upstream : reached) {
            var credentials = credentials(upstream.name(), upstream.credentials());
            var owner = new Destination.Owner(upstream.name(), credentials);
            var userField = credentials.as() == HopCredentials.As.USER_HEADER ? Optional.of(FieldName.of(upstream.userField())) : Optional.<FieldName>empty();
            var ways = new Ways(upstream, credentials, budget);
            var source = tickets.source(upstream.name(), upstream.credentials(), credentials);
            for (var member : upstream.members()) {
                var hop = new Hop(upstream.name(), member.at(), member.isCleartext());
                members.put(new MemberId(upstream.name(), member), new Hops.Member(
                    new Responder(hop, credentials, budget, expectations, source, clock, random), owner, ways.to(member, hop), upstream.sourceAddress(), userField));
            }
        }
        return new Hops(members, health, new AddressGuard(AddressGuard.Access.ALLOW, AddressGuard.Access.ALLOW, own));
    }

    private static HopCredentials credentials(String upstream, CredentialSettings settings) throws IOException {
        try {
            return HopCredentials.of(settings, System::getenv);
        } catch (IllegalStateException missing) {
            throw new IOException("upstream '%s': %s".formatted(upstream, missing.getMessage()), missing);
        }
    }

    /** Which members of upstreams are up. */
    UpstreamHealth health() {
        return health;
    }

    /** Watches these and no others. */
    void watch(List<UpstreamSettings> reached) {
        health.watch(reached);
    }

    /** Kerberos, which is one for both sides. */
    Tickets tickets() {
        return tickets;
    }

    /** A member of an upstream: whether it is up, and what it is known to want of us. */
    record Member(UpstreamHealth.Standing standing, Expectations.Expectation expectation) {}

    /** The members of all upstreams, in the order of their names. */
    List<Member> members() {
        return health.standings().stream().map(standing -> new Member(standing, expectations.of(standing.member().address().at()))).toList();
    }

    /** What there is to see of upstreams. */
    void offer(Metrics metrics) {
        metrics.offer(Metric.UPSTREAM_UP, () -> members().stream()
            .map(member -> Metrics.Sample.of(member.standing.up() ? 1 : 0, upstream(member), address(member))).toList());
        metrics.offer(Metric.UPSTREAM_AUTH, () -> members().stream().flatMap(HopProofs::expected).toList());
    }

    private static Stream<Metrics.Sample> expected(Member member) {
        var expects = member.expectation.kind().name().toLowerCase(Locale.ROOT);
        var schemes = member.expectation.offered().isEmpty() ? Stream.of("") : member.expectation.offered().stream().map(Scheme::word).distinct();
        return schemes.map(scheme -> Metrics.Sample.of(1, upstream(member), address(member), expects, scheme));
    }

    private static String upstream(Member member) {
        return member.standing.member().upstream();
    }

    private static String address(Member member) {
        return member.standing.member().address().toString();
    }

    @Override
    public void close() {
        tickets.close();
    }
}
