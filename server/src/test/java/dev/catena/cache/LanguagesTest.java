// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en, de               | de, en                | true
        en, de               | EN,  DE               | true
        en;q=1.0, de         | de;q=1, en            | true
        en, de;q=0.5         | de;q=0.5, en          | true
        en, de;q=0.5         | de, en;q=0.5          | false
        en, fr;q=0           | en                    | true
        en                   | en, de                | false
        en;q=x               | en                    | true
        """)
    void the_order_of_languages_does_not_count_but_their_weight_does(String one, String other, boolean equal) {
        assertThat(Languages.BY_WEIGHT.normalised(Heads.fields("Accept-Language: " + one))
            .equals(Languages.BY_WEIGHT.normalised(Heads.fields("Accept-Language: " + other)))).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fr;q=0.5, de;q=1.0   | de
        de                   | de
        DE-at, de;q=0.9      | de-at
        en, de               |
        *                    |
        *, de;q=0.5          |
        de;q=0               |
        """)
    void the_best_language_is_the_one_that_outweighs_all_others(String list, String best) {
        assertThat(Languages.best(Heads.fields("Accept-Language: " + list)).orElse(null)).isEqualTo(best);
    }
}
