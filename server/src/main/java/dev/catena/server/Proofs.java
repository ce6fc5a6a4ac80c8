// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.base.Offload;
import dev.catena.exchange.Hops;
import dev.catena.identity.AuthMemory;
import dev.catena.identity.ClientAuth;
import dev.catena.identity.CredentialSettings;
import dev.catena.identity.Expectations;
import dev.catena.identity.Hop;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.IdentitySettings;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.Responder;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.ntlm.NtlmTarget;
import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.route.MemberId;
import dev.catena.route.Router;
import dev.catena.route.UpstreamHealth;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who is who on both sides of this proxy: builds what the settings say, and keeps over reloads what was learned: failed
 * log-ins, what upstreams want, which passwords they refused, which members are down.
 */
final class Proofs implements AutoCloseable {
    /** Failed log-ins to an upstream before it is left alone, and for how long: less than any domain's lock-out. */
    private static final int UPSTREAM_FAILURES_MAX = 2;
    private static final Duration UPSTREAM_WINDOW = Duration.ofMinutes(30);
    /** How long it is believed that an upstream wants what it wanted. */
    private static final Duration EXPECTATION_LIFETIME = Duration.ofMinutes(10);
    private static final int HASHES_WAITING_MAX = 256;
    private static final Duration HASH_DEADLINE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final SecureRandom random;
    private final AuthMemory memory;
    private final LockoutBudget budget;
    private final Expectations expectations;
    private final UpstreamHealth health;
    private final Offload hashes;

    Proofs(ProxySettings settings, InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        memory = new AuthMemory(settings.identity(), clock, random);
        budget = new LockoutBudget(UPSTREAM_FAILURES_MAX, UPSTREAM_WINDOW, clock, random);
        expectations = new Expectations(EXPECTATION_LIFETIME, clock);
        health = new UpstreamHealth(clock);
        hashes = new Offload("passwords", Runtime.getRuntime().availableProcessors(), HASHES_WAITING_MAX, HASH_DEADLINE);
    }

    /** @throws IOException if the accounts cannot be read */
    ClientAuth auth(IdentitySettings settings) throws IOException {
        var accounts = settings.accounts().isEmpty() ? Accounts.NONE : Accounts.read(Path.of(settings.accounts().substring("file:".length())));
        return new ClientAuth(settings, accounts, null, null, target(), memory, hashes, clock, random);
    }

    /** This machine, as clients that log in by NTLM see it. */
    private static NtlmTarget target() {
        var host = machineName();
        int dot = host.indexOf('.');
        var computer = (dot < 0 ? host : host.substring(0, dot)).toUpperCase(Locale.ROOT);
        return new NtlmTarget(computer, computer, dot < 0 ? "" : host.substring(dot + 1), host, Set.of());
    }

    private static String machineName() {
        var name = System.getenv().getOrDefault("HOSTNAME", "");
        return name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,200}") ? name : "catena";
    }

    Router router(ProxySettings settings) {
        health.watch(settings.upstreams());
        return Router.of(settings.routes(), settings.upstreams(), health);
    }

    /** @throws IOException if a password is not where the settings say */
    Hops hops(ProxySettings settings, OwnSockets own) throws IOException {
        var responders = new HashMap<MemberId, Responder>();
        var sources = new HashMap<String, List<InetAddress>>();
        for (var upstream : settings.upstreams()) {
            var credentials = credentials(upstream.name(), upstream.credentials());
            sources.put(upstream.name(), upstream.sourceAddress());
            for (HostPort member : upstream.members()) {
                var hop = new Hop(upstream.name(), member, !member.isLoopback());
                responders.put(new MemberId(upstream.name(), member),
                    new Responder(hop, credentials, budget, expectations, null, clock, random));
            }
        }
        return new Hops(responders, sources, health, new AddressGuard(AddressGuard.Access.ALLOW, AddressGuard.Access.ALLOW, own));
    }

    private static HopCredentials credentials(String upstream, CredentialSettings settings) throws IOException {
        try {
            return HopCredentials.of(settings, System::getenv);
        } catch (IllegalStateException missing) {
            throw new IOException("upstream '%s': %s".formatted(upstream, missing.getMessage()), missing);
        }
    }

    /** What was learned of the members of upstreams. */
    Map<HostPort, Expectations.Expectation> expectations() {
        return expectations.all();
    }

    List<UpstreamHealth.Standing> standings() {
        return health.standings();
    }

    @Override
    public void close() {
        hashes.close();
    }
}
