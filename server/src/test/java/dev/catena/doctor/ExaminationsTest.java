// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExaminationsTest {

    @ParameterizedTest
    @CsvSource({"1048576, 20000, ok", "40200, 20000, ok", "40199, 20000, warning", "1024, 20000, warning", "100, 10, warning"})
    void each_client_needs_two_files(long most, int connections, String result) {
        assertThat(MachineExamination.files(50, most, connections).word()).isEqualTo(result);
    }

    @Test
    void the_helper_of_the_domain_is_looked_for_where_it_would_be_started() {
        assertThat(AccountsExamination.helper("sh", "/nowhere:/bin").word()).isEqualTo("ok");
        assertThat(AccountsExamination.helper("/bin/sh", "").word()).isEqualTo("ok");
        assertThat(AccountsExamination.helper("ntlm_auth", "/nowhere").result().sentence()).contains("ntlm_auth is not there");
    }

    @Test
    void an_examination_that_fails_leaves_the_others_their_say() {
        var fine = Check.fine("a", "b", "c");
        assertThat(Doctor.examine(List.of(() -> {
            throw new IllegalStateException("a bug");
        }, () -> List.of(fine)))).hasSize(2).contains(fine).first().satisfies(check -> assertThat(check.word()).isEqualTo("failure"));
    }
}
