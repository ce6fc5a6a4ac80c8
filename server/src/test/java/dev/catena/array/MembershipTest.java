// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.array.Membership.Way;
import dev.catena.identity.Principal;
import dev.catena.identity.Scheme;
import dev.catena.route.UpstreamHealth;
import dev.catena.route.UpstreamHealth.Outcome;
import dev.catena.settings.HostPort;
import dev.catena.settings.Reading;
import dev.catena.settings.Setting;
import dev.catena.settings.SettingsReader;
import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

public class MembershipTest {
    private static final List<HostPort> MEMBERS = IntStream.range(0, 4).mapToObj(i -> new HostPort("m" + i + ".example", 3128)).toList();
    private static final HostPort SELF = MEMBERS.getFirst();

    private final TestClock clock = new TestClock();
    private final UpstreamHealth health = new UpstreamHealth(clock);
    private final Membership.Counts counts = new Membership.Counts(new Loads(), new HotKeys(clock));

    /** A file that has nothing but an array. */
    public record File(@Setting(doc = "The array.", initial = "off") ArraySettings array) {}

    private Membership membership(String more, ArrayMember.State... states) {
        var text = "array: {name: branch, address: '127.0.0.1:3130', join: ['127.0.0.1:3131'], ttl: 1m%s}".formatted(more);
        var settings = switch (SettingsReader.of(File.class).read("f", text, List.of())) {
            case Reading.Usable<File>(var file, _) -> file.array();
            case Reading.Faulty<File>(var faults) -> throw new AssertionError(faults.toString());
        };
        var members = IntStream.range(0, MEMBERS.size()).mapToObj(i -> new ArrayMember(MEMBERS.get(i), new HostPort("10.0.0." + i, 3130), 100,
            i < states.length ? states[i] : ArrayMember.State.UP, clock.instant(), 0)).toList();
        health.watch(List.of(settings.asUpstream(members.stream().skip(1).map(ArrayMember::within).toList())));
        return new Membership(new Roster("branch", OwnerHash.RENDEZVOUS, settings.ttl(), members), SELF, Membership.LISTENER, settings, health, counts, _ -> CompletableFuture.completedFuture(List.of()),
            "Catena/test", clock);
    }

    @Test
    void each_url_goes_to_its_owner_and_what_is_ours_stays() {
        var membership = membership("");
        for (int i = 0; i < 200; i++) {
            var key = "http://h/" + i;
            var owner = membership.ranked(key).getFirst().member();
            switch (membership.way(key, true)) {
                case Way.Ours() -> assertThat(owner.proxy()).isEqualTo(SELF);
                case Way.Theirs(var member, boolean keep, var visit) -> {
                    assertThat(member.address().at()).isEqualTo(owner.within());
                    assertThat(keep).isFalse();
                    visit.end();
                }
            }
        }
    }

    @Test
    void one_that_failed_is_left_alone_for_one_ttl_and_then_tried_by_one() {
        var membership = membership("");
        var key = keyOf(membership, 1);
        var second = membership.ranked(key).get(1).member();
        var first = (Way.Theirs) membership.way(key, true);
        health.report(first.member(), new Outcome.Failed("connection refused"));
        assertThat(membership.whyLeftAlone(membership.ranked(key).getFirst().member())).contains("connection refused");

        assertThat(within(membership.way(key, true))).isEqualTo(second.proxy().equals(SELF) ? "ours" : second.within().toString());
        clock.advance(Duration.ofSeconds(59));
        assertThat(within(membership.way(key, true))).isNotEqualTo("10.0.0.1:3130");
        clock.advance(Duration.ofSeconds(2));
        var trial = (Way.Theirs) membership.way(key, true);
        assertThat(trial.member().address().at()).hasToString("10.0.0.1:3130");
        assertThat(within(membership.way(key, true))).isNotEqualTo("10.0.0.1:3130");
        health.report(trial.member(), new Outcome.Answered());
        assertThat(within(membership.way(key, true))).isEqualTo("10.0.0.1:3130");
    }

    @Test
    void one_that_is_down_or_drained_is_not_asked() {
        var all = membership("");
        var down = membership("", ArrayMember.State.UP, ArrayMember.State.DOWN, ArrayMember.State.DRAINED);
        for (int i = 0; i < 100; i++) assertThat(within(down.way("http://h/" + i, true))).isIn("ours", "10.0.0.3:3130");
        var key = keyOf(all, 3);
        assertThat(within(down.way(key, true))).isEqualTo("10.0.0.3:3130");
    }

    @Test
    void a_hot_url_is_copied_for_a_time_unless_that_is_no_help() {
        var membership = membership(", hot: {requests: 5}");
        var key = keyOf(membership, 1);
        var kept = IntStream.range(0, 8).mapToObj(_ -> keeps(membership, key)).toList();
        assertThat(kept).containsExactly(false, false, false, false, true, true, true, true);
        assertThat(((Way.Theirs) membership.way(key, false)).keep()).isFalse();
        assertThat(counts.hot().hottest()).extracting(HotKeys.Hot::key).containsExactly(key);
        clock.advance(Duration.ofMinutes(1));
        assertThat(((Way.Theirs) membership.way(key, true)).keep()).isFalse();
        assertThat(counts.hot().hottest()).isEmpty();
    }

    @Test
    void a_hot_url_that_must_not_be_stored_is_spread_while_its_owner_has_more_than_its_share() {
        var membership = membership(", hot: {requests: 1}");
        var key = keyOf(membership, 1);
        membership.way(key, true);
        counts.hot().cannotBeCopied(key);
        var asked = new HashMap<String, Integer>();
        for (int i = 0; i < 100; i++) {
            var way = membership.way(key, true);
            if (way instanceof Way.Ours) membership.ours();
            asked.merge(within(way), 1, Integer::sum);
        }
        assertThat(asked).hasSize(4);
        assertThat(asked.values()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(33));
    }

    @Test
    void members_are_known_by_what_they_prove() {
        var proven = new Principal("array", "", Scheme.NTLM, Set.of());
        var membership = membership(", credentials: {user: array, password: 'env:X', schemes: [ntlm]}");
        assertThat(membership.recognises(Membership.LISTENER, proven)).isTrue();
        assertThat(membership.recognises("clients", proven)).isFalse();
        assertThat(membership.recognises(Membership.LISTENER, Principal.ANONYMOUS)).isFalse();
    }

    @Test
    void pages_are_ours_by_the_name_that_asks_for_them() {
        var membership = membership("");
        assertThat(membership.page("/proxy.pac", "example.org", false)).isEmpty();
        assertThat(membership.page("/proxy.pac", "m2.example", false)).isPresent();
        assertThat(membership.page("/wpad.dat", "wpad.corp.example", false)).isPresent();
        assertThat(membership.page("/array.dll?Get.Info.v2", "x", true).orElseThrow().body()).startsWith("Proxy Array Information/1.0");
        assertThat(membership.page("/array.dll?Get.Info.v3", "x", true)).isEmpty();
        var page = membership.page("/array.json", "x", true).orElseThrow();
        assertThat(page.isAmong("\"a\", " + page.etag())).isTrue();
        assertThat(page.isAmong(page.etag().substring(2))).isTrue();
        assertThat(page.isAmong("\"a\"")).isFalse();
    }

    private static String keyOf(Membership membership, int member) {
        return IntStream.range(0, 1000).mapToObj(i -> "http://h/" + i)
            .filter(key -> membership.ranked(key).getFirst().member().proxy().equals(MEMBERS.get(member))).findFirst().orElseThrow();
    }

    private static boolean keeps(Membership membership, String key) {
        var theirs = (Way.Theirs) membership.way(key, true);
        theirs.visit().end();
        return theirs.keep();
    }

    private static String within(Way way) {
        return way instanceof Way.Theirs theirs ? theirs.member().address().at().toString() : "ours";
    }
}
