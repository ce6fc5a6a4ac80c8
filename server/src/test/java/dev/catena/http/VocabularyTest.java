// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The small words: methods, the catalogue of refusals, structured fields, and the buffer heads are put together in. */
class VocabularyTest {
    @ParameterizedTest
    @CsvSource({
        "GET, true, true", "HEAD, true, true", "OPTIONS, true, true", "TRACE, true, true", "QUERY, true, true", "PUT, false, true", "DELETE, false, true",
        "POST, false, false", "PATCH, false, false", "CONNECT, false, false", "PROPFIND, true, true", "get, false, false", "PURGE, false, true"})
    void a_method_is_safe_and_idempotent_by_its_exact_name(String token, boolean safe, boolean idempotent) {
        assertThat(Method.of(token)).isEqualTo(new Method(token, safe, idempotent));
    }

    @Test
    void every_refusal_has_a_number_and_a_slug_of_its_own() {
        assertThat(Arrays.stream(RefusalCode.values()).map(RefusalCode::number)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(RefusalCode.values()).map(RefusalCode::slug)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_says_what_and_why(RefusalCode code) {
        assertThat(RefusalCode.ofNumber(code.number())).contains(code);
        assertThat(code.number()).isBetween(12200, 12699);
        assertThat(code.slug()).matches("[a-z0-9-]+(/[a-z-]+)?");
        assertThat(code.status()).isBetween(400, 511);
        assertThat(Reasons.of(code.status())).isNotEmpty();
        assertThat(code.proxyStatusError()).matches("[a-z_]+");
        assertThat(code.title()).matches("[A-Z].*[^.]");
        assertThat(code.remedy()).isNotEmpty();
    }

    @Test
    void a_number_nobody_gave_is_none() {
        assertThat(RefusalCode.ofNumber(1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_fault_of_a_head_is_a_refusal_of_its_side(HeadFault.Kind kind) {
        var fault = new HeadFault(kind, "something");
        assertThat(Refusal.ofRequest(fault).status()).isIn(400, 431, 501, 505);
        assertThat(Refusal.ofResponse(fault).status()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"abc|\"abc\"", "a\"b|\"a\\\"b\"", "a\\b|\"a\\\\b\"", "aäb|\"a?b\"", "a\tb|\"a?b\""})
    void a_structured_string_is_quoted_visible_ascii(String text, String printed) {
        assertThat(StructuredFields.string(text)).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"abc|abc", "*a|*a", "a.b:1/c|a.b:1/c", "1a|\"1a\"", "a b|\"a b\"", "ä|\"?\""})
    void a_token_is_a_token_where_it_can_be(String text, String printed) {
        assertThat(StructuredFields.tokenOrString(text)).isEqualTo(printed);
    }

    @Test
    void a_buffer_grows_and_can_be_cleared() {
        var buffer = new WireBuffer(0).put("ab").put(0).put(" ").put(Long.MAX_VALUE).put(new byte[] {1, 'x', 2}, 1, 2).crlf();
        assertThat(buffer).hasToString("ab0 9223372036854775807x\r\n");
        assertThat(buffer.toByteArray()).hasSize(buffer.length());
        assertThat(buffer.clear().put(10)).hasToString("10");
        assertThatThrownBy(() -> buffer.put(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
