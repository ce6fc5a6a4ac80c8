// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a reload does to what costs something. */
class KeptTest {
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private int made;
    private final Kept<String, String> kept = new Kept<>(settings -> settings + ++made, ended::add, Duration.ZERO);

    @Test
    void equal_settings_keep_it() throws IOException {
        assertThat(kept.of("a")).isEqualTo("a1");
        kept.inForce();
        assertThat(kept.of("a")).isEqualTo("a1");
        kept.inForce();
        assertThat(kept.current()).isEqualTo("a1");
        assertThat(ended).isEmpty();
    }

    @Test
    void other_settings_replace_it_once_they_are_in_force() throws IOException {
        kept.of("a");
        kept.inForce();
        assertThat(kept.of("b")).isEqualTo("b2");
        assertThat(kept.of("a")).as("the reload failed").isEqualTo("a1");
        kept.inForce();
        awaitEnded("b2");
        kept.of("c");
        kept.inForce();
        awaitEnded("a1");
        assertThat(kept.current()).isEqualTo("c3");
    }

    @Test
    void where_none_is_wanted_any_more_it_ends() throws IOException {
        kept.of("a");
        kept.inForce();
        kept.inForce();
        awaitEnded("a1");
        assertThat(kept.current()).isNull();
    }

    @Test
    void the_end_is_the_end_of_all() throws IOException {
        kept.of("a");
        kept.of("b");
        kept.close();
        assertThat(ended).containsExactly("a1", "b2");
    }

    private void awaitEnded(String value) {
        Patience.until("the end of " + value, Patience.USUAL, () -> ended.contains(value));
    }
}
