// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrequencySketchTest {
    private final FrequencySketch sketch = new FrequencySketch(1024);

    @Test
    void counts_up_to_its_maximum() {
        assertThat(sketch.estimate(42)).isZero();
        for (int i = 1; i <= FrequencySketch.MAX + 5; i++) {
            sketch.add(42);
            assertThat(sketch.estimate(42)).isEqualTo(Math.min(i, FrequencySketch.MAX));
        }
    }

    @Test
    void few_keys_are_overestimated() {
        for (int key = 0; key < 1024; key++) sketch.add(Hash.mix(key));
        int wrong = 0;
        for (int key = 0; key < 1024; key++) if (sketch.estimate(Hash.mix(key)) != 1) wrong++;
        assertThat(wrong).isLessThan(20);
    }

    @Test
    void old_popularity_fades() {
        for (int i = 0; i < 10; i++) sketch.add(42);
        for (int key = 0; key < 2048; key++) sketch.add(Hash.mix(key));
        assertThat(sketch.estimate(42)).isBetween(5, 7);
    }
}
