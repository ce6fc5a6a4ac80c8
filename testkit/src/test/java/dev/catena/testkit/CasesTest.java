// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class CasesTest {
    private static int tries;

    @Property
    void equal_seeds_give_equal_cases(Cases cases) {
        var one = new Cases(cases.seed());
        var other = new Cases(cases.seed());
        assertThat(List.of(one.url(), one.token(), one.integer(0, 9), one.mutated("text")))
                .isEqualTo(List.of(other.url(), other.token(), other.integer(0, 9), other.mutated("text")));
    }

    @Property
    void numbers_stay_within_their_bounds(Cases cases) {
        long low = cases.number(Long.MIN_VALUE, 0);
        long high = cases.number(0, Long.MAX_VALUE);
        assertThat(cases.number(low, high)).isBetween(low, high);
    }

    @Property
    void urls_are_urls(Cases cases) {
        var url = URI.create(cases.url());
        assertThat(url.getScheme()).isEqualTo("http");
        assertThat(url.getHost()).endsWith(".test");
    }

    @Property
    void slices_are_the_whole(Cases cases) {
        var bytes = cases.bytes(100);
        var whole = new ByteArrayOutputStream();
        cases.slices(bytes).forEach(whole::writeBytes);
        assertThat(whole.toByteArray()).isEqualTo(bytes);
    }

    @Property(tries = 7)
    void a_property_is_tried_as_often_as_it_says(Cases cases) {
        tries++;
        assertThat(tries).isLessThanOrEqualTo(7);
    }

    @Test
    void a_failing_property_names_the_seed_that_repeats_it() throws Exception {
        var law = Broken.class.getDeclaredMethod("broken", Cases.class);
        assertThatThrownBy(() -> PropertyRunner.attempt(law, new Broken(), 42))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("this law does not hold")
                .hasMessageContaining("-Dcatena.seed=42");
    }

    static final class Broken {
        void broken(Cases cases) {
            throw new AssertionError("this law does not hold for " + cases.seed());
        }
    }
}
