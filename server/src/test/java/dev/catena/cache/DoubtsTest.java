// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.FieldName;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtsTest {
    private final Doubts doubts = new Doubts();

    @Test
    void what_came_before_an_invalidation_is_doubtful_and_what_comes_after_is_not() {
        doubts.expect(List.of("a", "b"), 1500);
        doubts.cast(List.of("a", "b"), 2000);
        assertThat(doubts.on(List.of("x", "a"), 2000)).isTrue();
        assertThat(doubts.on(List.of("a"), 2001)).isFalse();
        assertThat(doubts.on(List.of("x"), 1500)).isFalse();
        doubts.cast(List.of("a"), 3000);
        assertThat(doubts.on(List.of("a"), 2001)).isTrue();
    }


    @Test
    void of_what_nobody_stored_nothing_is_noted() {
        doubts.cast(List.of("a"), 2000);
        assertThat(doubts.concern("a")).isFalse();
        assertThat(doubts.on(List.of("a"), 1500)).isFalse();
    }

    @Test
    void any_number_of_names_is_doubted_each_since_its_own_moment_or_one_that_shares_its_slot() {
        int count = 200_000;
        for (int i = 0; i < count; i++) doubts.expect(List.of("group " + i), 1500);
        for (int i = 0; i < count; i++) doubts.cast(List.of("group " + i), 2000 + i);
        for (int i = 0; i < count; i++) assertThat(doubts.on(List.of("group " + i), 2000 + i)).isTrue();
        assertThat(doubts.on(List.of("group 7"), 2000 + count)).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_brings_nothing_back() {
        doubts.expect(List.of("a"), 5000);
        doubts.cast(List.of("a"), 3000);
        assertThat(doubts.on(List.of("a"), 5000)).isTrue();
    }

    @Test
    void the_result_of_a_query_is_doubted_with_its_uri_and_its_groups() {
        var key = Keys.ofQuery("http://origin.test/page", "ab".repeat(32), Heads.fields("Content-Type: text/plain"));
        assertThat(Doubts.names(key, Heads.fields("Cache-Groups: \"g\""))).containsExactly("http://origin.test g", "http://origin.test/page QUERY ");
        assertThat(Doubts.names(key, Heads.fields(""))).containsExactly("http://origin.test/page QUERY ");
        assertThat(Doubts.names("http://origin.test/page", Heads.fields(""))).isEmpty();
    }

    @Test
    void groups_belong_to_their_origin() {
        var fields = Heads.fields("Cache-Groups: \"scripts\", token, \"" + "x".repeat(129) + "\"");
        assertThat(Doubts.groups(fields, FieldName.CACHE_GROUPS, Heads.TARGET.uri())).containsExactly("http://origin.test scripts");
        assertThat(Doubts.groups(fields, FieldName.CACHE_GROUPS, "http://other.test/")).containsExactly("http://other.test scripts");
        assertThat(Doubts.groups(Heads.fields("Cache-Groups: \"a"), FieldName.CACHE_GROUPS, Heads.TARGET.uri())).isEmpty();
    }
}
