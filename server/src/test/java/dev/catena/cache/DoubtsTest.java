// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.FieldName;
import dev.catena.http.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtsTest {
    private final Doubts doubts = new Doubts(1000);

    @Test
    void what_came_before_an_invalidation_is_doubtful_and_what_comes_after_is_not() {
        doubts.cast(List.of("a", "b"), 2000);
        assertThat(doubts.on(List.of("x", "a"), 2000)).isTrue();
        assertThat(doubts.on(List.of("a"), 2001)).isFalse();
        assertThat(doubts.on(List.of("x"), 1500)).isFalse();
        doubts.cast(List.of("a"), 3000);
        assertThat(doubts.on(List.of("a"), 2001)).isTrue();
    }

    @Test
    void what_is_older_than_the_process_is_doubtful() {
        assertThat(doubts.on(List.of("x"), 999)).isTrue();
        assertThat(doubts.on(List.of("x"), 1000)).isFalse();
    }

    @Test
    void what_was_forgotten_is_doubtful_for_all() {
        for (int i = 0; i < 5000; i++) doubts.cast(List.of("group " + i), 2000 + i);
        assertThat(doubts.on(List.of("group 0"), 2000)).isTrue();
        assertThat(doubts.on(List.of("never seen"), 2100)).isTrue();
        assertThat(doubts.on(List.of("never seen"), 6000)).isFalse();
        assertThat(doubts.on(List.of("group 4999"), 6999)).isTrue();
    }

    @Test
    void groups_belong_to_their_origin() {
        var fields = Heads.fields("Cache-Groups: \"scripts\", token, \"" + "x".repeat(129) + "\"");
        assertThat(Doubts.groups(fields, FieldName.CACHE_GROUPS, Heads.TARGET)).containsExactly("http://origin.test scripts");
        assertThat(Doubts.groups(fields, FieldName.CACHE_GROUPS, new Target.Absolute("http", "other.test", 80, "/"))).containsExactly("http://other.test scripts");
        assertThat(Doubts.groups(Heads.fields("Cache-Groups: \"a"), FieldName.CACHE_GROUPS, Heads.TARGET)).isEmpty();
    }
}
