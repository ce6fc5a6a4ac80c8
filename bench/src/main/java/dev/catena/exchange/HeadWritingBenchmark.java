// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import dev.catena.cache.Inquiry;
import dev.catena.cache.Cache;
import dev.catena.cache.CacheAnswer;
import dev.catena.cache.CacheNote;
import dev.catena.cache.CacheSettings;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.identity.Principal;
import dev.catena.net.AddressGuard;
import dev.catena.net.LimitSettings;
import dev.catena.net.OwnSockets;
import dev.catena.net.TimeoutSettings;
import dev.catena.observe.Journal;
import dev.catena.policy.ConnectSettings;
import dev.catena.policy.Permit;
import dev.catena.policy.Policy;
import dev.catena.route.Attempts;
import dev.catena.route.Router;
import dev.catena.route.UpstreamHealth;
import dev.catena.settings.SettingsReader;
import dev.catena.store.MemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/** From heads to bytes: what goes to the origin, and the fields that go back to the client. */
public class HeadWritingBenchmark extends HotPath {
    private static final String PSEUDONYM = "catena-bench";

    private final AddressGuard guard = new AddressGuard(AddressGuard.Access.ALLOW, AddressGuard.Access.DENY, new OwnSockets(List.of()));
    private final RequestHead request = Messages.request(Messages.BROWSER);
    private final ResponseHead response = Messages.response(Messages.RESPONSE);
    private final Snapshot now = snapshot();
    private final CacheNote note = note();
    private final Errand errand = new Errand(request, Principal.ANONYMOUS,
        new Permit("rest", "allow", List.of(), "rule `rest` allows it", guard), "", Optional.empty(), Attempts.NONE);
    private final WireBuffer out = new WireBuffer(4096);

    private Snapshot snapshot() {
        var settings = SettingsReader.initial(CacheSettings.class);
        var clock = InstantSource.system();
        return new Snapshot(new OwnName(PSEUDONYM), Map.of(),
            Policy.of(List.of(), SettingsReader.initial(ConnectSettings.class), guard, ZoneOffset.UTC),
            Router.of(List.of(), List.of(), new UpstreamHealth(clock)),
            new Hops(Map.of(), new UpstreamHealth(clock), guard), Optional.empty(),
            new Cache(settings, new MemoryStore(settings.memory().bytes()), clock), Duration.ofSeconds(30),
            SettingsReader.initial(LimitSettings.class), SettingsReader.initial(TimeoutSettings.class), new Journal(List.of()), false, clock);
    }

    private CacheNote note() {
        var answer = now.cache().ask(Inquiry.of(request), CacheAnswer.Patience.ALONE);
        if (!(answer instanceof CacheAnswer.Fetchable(var fetch))) throw new IllegalStateException("an empty cache answered " + answer);
        now.cache().abandon(Inquiry.of(request), fetch);
        return fetch.note();
    }

    @Benchmark
    public int forwardedRequest() {
        return ForwardedHead.forOrigin(errand, PSEUDONYM, out.clear()).length();
    }

    @Benchmark
    public int responseFields() {
        HopFields.writeResponse(response, note, now, out.clear());
        return out.length();
    }
}
