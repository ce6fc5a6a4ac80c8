// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Membership;
import dev.catena.cache.Cache;
import dev.catena.exchange.OwnName;
import dev.catena.exchange.Snapshot;
import dev.catena.exchange.Vouching;
import dev.catena.http.FieldName;
import dev.catena.identity.Mode;
import dev.catena.listen.ListenerSettings;
import dev.catena.listen.VouchSettings;
import dev.catena.net.AddressGuard;
import dev.catena.net.HostsTable;
import dev.catena.net.LookUpCounts;
import dev.catena.net.LoopContext;
import dev.catena.net.OwnSockets;
import dev.catena.net.ServerTls;
import dev.catena.net.TlsUnusable;
import dev.catena.observe.Journal;
import dev.catena.policy.Gate;
import dev.catena.policy.Policy;
import dev.catena.route.UpstreamSettings;
import dev.catena.upstream.Upstreams;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From settings to the objects that obey them: constructors called in order, nothing else.
 *
 * @param pseudonym this proxy's name towards others
 * @param own its own sockets, which it never dials
 */
record Wiring(String pseudonym, OwnSockets own, Cache cache, ClientProofs clients, HopProofs hops, ArrayPlace array, UpstreamTables tables, LookUpCounts lookUps, Journal journal, InstantSource clock) {
    /** @throws IOException if accounts or a password cannot be read */
    Snapshot snapshot(ProxySettings settings) throws IOException {
        AddressGuard guard = settings.destinations().guard(own);
        var doors = new HashMap<String, Snapshot.Door>();
        var auth = clients.auth(settings);
        for (var listener : settings.doors()) {
            List<String> upgrades = listener.upgrades().stream().map(token -> token.toLowerCase(Locale.ROOT)).toList();
            doors.put(listener.name(), new Snapshot.Door(new Gate(pseudonym, listener.originForm(), own),
                listener.name().equals(Membership.LISTENER) && settings.membersHaveOwnListener() ? clients.membersAuth(settings) : auth, new Mode(listener.schemes()), upgrades,
                vouching(listener.trustUserHeader()), listener.targets(settings.cache().targets()), tls(listener)));
        }
        var policy = Policy.of(settings.policy(), settings.connect(), guard, ZoneId.systemDefault());
        var reached = reached(settings);
        return new Snapshot(new OwnName(pseudonym), doors, policy,
            hops.router(settings.routes(), tables.applied(settings.upstreams())), hops.hops(reached, own), array.membership(settings), cache, settings.cache().collapseWait(), settings.limits(),
            settings.timeouts(), journal, settings.log().stream().anyMatch(log -> log.format().quotesClients()), clock);
    }

    /** The same with the members that the array, and those above it, have now. */
    Snapshot renewed(Snapshot former, ProxySettings settings) throws IOException {
        var reached = reached(settings);
        return former.with(array.membership(settings), hops.router(settings.routes(), tables.applied(settings.upstreams())), hops.hops(reached, own));
    }

    /** What connections are made to: the upstreams, and the other members of the array as one more. */
    private List<UpstreamSettings> reached(ProxySettings settings) {
        var reached = new ArrayList<>(tables.applied(settings.upstreams()));
        array.others(settings).ifPresent(reached::add);
        return reached;
    }

    /** A snapshot of these settings is used from now on. */
    void inForce(ProxySettings settings) {
        clients.inForce(settings);
        hops.inForce(settings.identity());
        membersInForce(settings);
    }

    /** A renewed snapshot of these settings is used from now on. */
    void membersInForce(ProxySettings settings) {
        hops.watch(reached(settings));
    }

    /** On which terms the connections of a loop are made. */
    Upstreams.Terms terms(ProxySettings settings, LoopContext context, HostsTable hosts) {
        return Upstreams.Terms.of(context, settings.origins(), settings.limits(), settings.timeouts(), settings.dns(), hosts, lookUps, clock);
    }

    private static Optional<ServerTls> tls(ListenerSettings listener) throws IOException {
        if (!listener.tls().isOn()) return Optional.empty();
        try {
            return Optional.of(listener.tls().read());
        } catch (TlsUnusable unusable) {
            throw new IOException("the listener %s cannot speak TLS: `tls.%s`: %s; %s".formatted(listener.name(), unusable.setting(), unusable.happened(), unusable.remedy()), unusable);
        }
    }

    private static Optional<Vouching> vouching(VouchSettings settings) {
        if (settings.isNone()) return Optional.empty();
        return Optional.of(new Vouching(settings.from().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()), FieldName.of(settings.field())));
    }

    static HostsTable hosts(ProxySettings settings) {
        return HostsTable.of(settings.dns(), HostsTable.SYSTEM_FILE);
    }
}
