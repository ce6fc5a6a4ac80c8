// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catena.array.ArrayMember.State;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RosterTest {
    private static final String[] THREE = {"proxy1.example.com:3128=100", "proxy2.example.com:3128=100", "proxy3.example.com:3128=100"};

    @ParameterizedTest
    @EnumSource
    void the_order_in_which_members_are_met_decides_nothing(OwnerHash hash) {
        var one = Rosters.of(hash, THREE);
        var other = Rosters.of(hash, THREE[2], THREE[0], THREE[1]);
        assertThat(other).isEqualTo(one);
        assertThat(other.configId()).isEqualTo(one.configId());
    }

    @Test
    void owners_are_those_of_the_published_vectors() {
        assertThat(Rosters.of(OwnerHash.CARP_V1, THREE).ranked("http://www.example.com/")).extracting(each -> each.member().name())
            .containsExactly("proxy2.example.com", "proxy1.example.com", "proxy3.example.com");
        assertThat(Rosters.of(OwnerHash.CARP_SQUID, THREE).ranked("http://example.net/img/logo.gif?v=1").getFirst().member().name()).isEqualTo("proxy3.example.com");
    }

    @Property(tries = 500)
    void a_drained_member_owns_nothing_and_moves_nobody_elses_urls(Cases cases) {
        var roster = Rosters.of(OwnerHash.RENDEZVOUS, "a:1=10", "b:1=20", "c:1=30");
        int place = cases.integer(0, 2);
        var members = roster.members().toArray(ArrayMember[]::new);
        members[place] = members[place].in(State.DRAINED, Rosters.START);
        var url = cases.url();
        var before = roster.ranked(url);
        var after = Rosters.with(roster, members).ranked(url);
        assertThat(after).hasSize(2).extracting(Roster.Ranked::member).doesNotContain(members[place]);
        var heir = before.stream().map(each -> each.member().proxy()).filter(proxy -> !proxy.equals(members[place].proxy())).findFirst();
        assertThat(after.getFirst().member().proxy()).isEqualTo(heir.orElseThrow());
    }

    @Test
    void a_member_that_is_down_keeps_its_place_and_changes_the_config_id() {
        var roster = Rosters.of(OwnerHash.CARP_V1, "a:1=10", "b:1=20", "c:1=30");
        var members = roster.members().toArray(ArrayMember[]::new);
        members[2] = members[2].in(State.DOWN, Rosters.START.plusSeconds(1));
        var down = Rosters.with(roster, members);
        assertThat(down.ranked("http://x/").stream().map(Roster.Ranked::score)).isEqualTo(roster.ranked("http://x/").stream().map(Roster.Ranked::score).toList());
        assertThat(down.configId()).isNotEqualTo(roster.configId());
        assertThat(members[2].in(State.DOWN, Rosters.START.plusSeconds(9))).isSameAs(members[2]);
    }

    @Test
    void shares_are_the_true_ones() {
        assertThat(Rosters.of(OwnerHash.CARP_V1, THREE).shares()).containsExactly(new double[] {0.250, 0.401, 0.349}, within(0.001));
        assertThat(Rosters.of(OwnerHash.RENDEZVOUS, "a:1=10", "b:1=30").shares()).containsExactly(new double[] {0.25, 0.75}, within(1e-9));
        assertThat(Rosters.of(OwnerHash.CARP_SQUID, THREE).shares()).containsExactly(new double[] {0.333, 0.333, 0.333}, within(0.02));
    }

    @Test
    void two_members_of_one_name_clash_where_the_hash_knows_only_the_name() {
        assertThat(Rosters.of(OwnerHash.CARP_V1, "a:1=10", "A:2=30", "b:1=1").clashes()).containsExactly("a");
        assertThat(Rosters.of(OwnerHash.RENDEZVOUS, "a:1=10", "a:2=30").clashes()).isEmpty();
    }
}
