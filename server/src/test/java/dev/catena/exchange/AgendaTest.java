// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda<String> agenda = new Agenda<>(4);

    @Test
    void what_is_due_comes_in_its_order_and_once() {
        agenda.add(30, "c");
        agenda.add(10, "a");
        agenda.add(20, "b");
        agenda.add(10, "a too");
        assertThat(agenda.due(9)).isEmpty();
        assertThat(agenda.due(20)).containsExactly("a", "a too", "b");
        assertThat(agenda.due(20)).isEmpty();
        assertThat(agenda.due(30)).containsExactly("c");
    }

    @Test
    void when_it_is_full_what_is_due_the_latest_gives_way() {
        for (int i = 0; i < 4; i++) agenda.add(100 + i, "long " + i);
        agenda.add(1, "soon");
        agenda.add(1000, "never");
        assertThat(agenda.due(2000)).containsExactly("soon", "long 0", "long 1", "long 2");
    }

    @Test
    void nothing_is_left_when_it_is_cleared() {
        agenda.add(1, "a");
        agenda.clear();
        assertThat(agenda.due(2)).isEmpty();
    }
}
