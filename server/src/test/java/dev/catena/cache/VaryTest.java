// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaryTest {
    private static boolean matches(String vary, String first, String second) {
        var names = (Vary.Fields) Vary.of(Heads.fields("Vary: " + vary));
        return Vary.matches(Vary.variant(names, Heads.fields(first), Languages.EXACT), Heads.fields(second), Languages.EXACT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Foo                 | Foo: 1                              | Foo: 1                                | true
        Foo                 | Foo: 1                              | foo: 1                                | true
        Foo                 | Foo: 1                              | Foo: 2                                | false
        Foo                 | Foo: 1                              | Bar: 2                                | false
        Foo                 | Bar: 1                              | Bar: 2                                | true
        Foo                 | Bar: 1                              | Foo:                                  | false
        Foo                 | Foo: A                              | Foo: a                                | false
        Foo                 | Foo: 1, 2                           | Foo: 1 / Foo: 2                       | true
        Foo                 | Foo: 1,2                            | Foo: 1 , 2                            | true
        Foo                 | Foo: 1, 2                           | Foo: 2, 1                             | false
        Foo, Bar            | Bar: 2 / Foo: 1                     | Foo: 1 / Bar: 2                       | true
        Foo, Bar            | Foo: 1 / Bar: 2                     | Foo: 1 / Bar: 3                       | false
        Foo, foo            | Foo: 1                              | Foo: 1                                | true
        Accept-Language     | Accept-Language: en, de;q=0.5       | Accept-Language: EN,de; q=0.5         | true
        Accept-Language     | Accept-Language: en, de             | Accept-Language: de, en               | false
        Accept-Encoding     | Accept-Encoding: gzip, br           | Accept-Encoding: GZIP,br              | true
        Accept-Encoding     | X: y                                | Accept-Encoding:                      | false
        """)
    void requests_match_when_every_selecting_field_does(String vary, String first, String second, boolean expected) {
        assertThat(matches(vary, first, second)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "Foo, *", "*, Foo", "Foo / Vary: *", ", *", "* ,", "Foo;bar"})
    void what_no_cache_can_see_never_matches(String vary) {
        assertThat(Vary.of(Heads.fields("Vary: " + vary))).isInstanceOf(Vary.Anything.class);
    }

    @Test
    void order_of_names_makes_no_other_variant() {
        var request = Heads.fields("Foo: 1 / Bar: 2");
        var one = Vary.variant((Vary.Fields) Vary.of(Heads.fields("Vary: Foo, Bar")), request, Languages.EXACT);
        var other = Vary.variant((Vary.Fields) Vary.of(Heads.fields("Vary: bar / Vary: foo")), request, Languages.EXACT);
        assertThat(one).isEqualTo(other);
    }
}
