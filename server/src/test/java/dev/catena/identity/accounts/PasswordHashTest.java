// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void only_the_password_itself_matches() {
        var hash = PasswordHash.of("pass word".toCharArray(), RANDOM);

        assertThat(hash.matches("pass word".toCharArray())).isTrue();
        assertThat(hash.matches("Pass word".toCharArray())).isFalse();
        assertThat(hash.matches(new char[0])).isFalse();
    }

    @Test
    void it_survives_being_written_down_with_the_parameters_owasp_recommends() {
        var phc = PasswordHash.of("pass word".toCharArray(), RANDOM).toPhc();

        assertThat(phc).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("=$");
        assertThat(PasswordHash.parse(phc).matches("pass word".toCharArray())).isTrue();
        assertThat(PasswordHash.parse(phc).toPhc()).isEqualTo(phc);
    }

    /** Made by the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1}. */
    @Test
    void a_hash_of_the_reference_implementation_is_verified() {
        var hash = PasswordHash.parse(
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

        assertThat(hash.matches("password".toCharArray())).isTrue();
        assertThat(hash.matches("passwort".toCharArray())).isFalse();
    }

    @Test
    void two_hashes_of_one_password_differ() {
        assertThat(PasswordHash.of("x".toCharArray(), RANDOM).toPhc())
            .isNotEqualTo(PasswordHash.of("x".toCharArray(), RANDOM).toPhc());
    }

    @Test
    void an_accent_is_the_same_however_it_was_typed() {
        assertThat(PasswordHash.of("Zo\u00eb".toCharArray(), RANDOM).matches("Zoe\u0308".toCharArray())).isTrue();
    }

    @Test
    void it_prints_itself_as_four_stars() {
        assertThat(PasswordHash.of("x".toCharArray(), RANDOM)).hasToString("****");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "secret",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"})
    void another_hash_or_one_that_would_cost_too_much_is_refused(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageNotContaining("secret");
    }

    @Test
    void a_password_that_no_client_can_send_is_refused() {
        assertThatThrownBy(() -> PasswordHash.of("a\u0000b".toCharArray(), RANDOM)).hasMessageContaining("control character");
        assertThatThrownBy(() -> PasswordHash.of("x".repeat(1025).toCharArray(), RANDOM)).hasMessageContaining("longer than 1024 bytes");
        assertThatThrownBy(() -> PasswordHash.of(new char[0], RANDOM)).hasMessageContaining("empty");
    }
}
