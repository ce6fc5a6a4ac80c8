// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.Groups.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is in a group that a rule names. */
class GroupsTest {
    private static final Groups SOME = Groups.of(List.of("CORP\\Staff", "CORP\\Domain Users", "contractors"));

    @ParameterizedTest
    @CsvSource({"CORP\\Staff, YES", "corp\\STAFF, YES", "Staff, YES", "staff, YES", "Domain Users, YES", "contractors, YES", "PARTNER\\Staff, NO", "CORP\\contractors, NO",
        "Staf, NO", "'', NO"})
    void names_are_compared_as_windows_does(String rule, Answer answer) {
        assertThat(SOME.any(List.of(rule))).isEqualTo(answer);
    }

    @Test
    void what_is_not_known_is_neither_yes_nor_no() {
        assertThat(Groups.unknown("the directory sleeps").any(List.of("Staff"))).isEqualTo(Answer.UNKNOWN);
        assertThat(Groups.unknown("the directory sleeps").whyUnknown()).isEqualTo("the directory sleeps");
        assertThat(Groups.UNASKED.any(List.of("Staff"))).isEqualTo(Answer.NO);
        assertThat(Groups.of(List.of())).isEqualTo(Groups.NONE);
    }
}
